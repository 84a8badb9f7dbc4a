/** The parts of costs, put together: what jobs need of them, and their routes. */
import type { Database } from '../db/database.ts'
import type { JobCosts } from '../jobs/job-deps.ts'
import { createComputeMeter, type ComputeMeterOptions } from './compute-meter.ts'
import { createCostSettings } from './cost-settings.ts'
import { createProjectPools } from './project-pools.ts'
import { createSpendStore } from './spend-store.ts'
import { createWebhooks } from './webhooks.ts'

export interface CostsOptions {
  db: Database
  resolveSecret: (name: string) => Promise<string>
  now: () => Date
  newId: () => string
  /** For tests: other counters than this machine's. */
  meter?: ComputeMeterOptions
}

export async function createCosts({ db, resolveSecret, now, newId, meter: counters }: CostsOptions): Promise<JobCosts> {
  const settings = createCostSettings(db)
  const spend = createSpendStore({ db, now })
  const meter = createComputeMeter(counters)
  meter.setWatts((await settings.get()).watts_per_core)
  settings.onChange(({ watts_per_core: watts }) => meter.setWatts(watts))
  return {
    spend,
    settings,
    meter,
    pools: createProjectPools({ spend, settings }),
    webhooks: createWebhooks({ db, settings, resolveSecret, now, newId }),
  }
}
