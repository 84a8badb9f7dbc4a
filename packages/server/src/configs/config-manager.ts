/** Puts Config Manager's server side together: its routes, and what of it works in the background. */
import type { Inference } from '@evalflow/models'
import { DEFAULT_NAMESPACE } from '@evalflow/contract'
import { Hono } from 'hono'
import type { BlobStore } from '../blobs/blob-store.ts'
import type { Database } from '../db/database.ts'
import type { EvaluationPort } from '../jobs/evaluation-port.ts'
import type { Jobs } from '../jobs/job-control.ts'
import { answerError } from '../ops/answer-error.ts'
import type { Log } from '../process/log.ts'
import { createBatches } from './batches.ts'
import { createCleanupRules } from './cleanup-rules.ts'
import { configRoutes } from './config-routes.ts'
import { createFactsReader } from './dataset-facts.ts'
import { createPlatformPort } from './platform-port.ts'

export interface ConfigManagerDeps {
  db: Database
  blobs: BlobStore
  jobs: Pick<Jobs, 'cancel'>
  /** The platform's routes. */
  platform: Hono
  evaluation: EvaluationPort
  inference: Inference
  now: () => Date
  log: Log
}

export type ConfigManagerServer = ReturnType<typeof createConfigManager>

export function createConfigManager({ platform: routes, inference, ...deps }: ConfigManagerDeps) {
  const { db, log } = deps
  const inner = new Hono()
  inner.onError((error, context) => answerError(error, context, log))
  inner.route('/', routes)
  const platform = createPlatformPort(inner)
  const facts = createFactsReader(deps)
  const batches = createBatches({ ...deps, platform, facts })
  const rules = createCleanupRules({ db, now: deps.now, log })
  const listModels = async () => (await inference.list()).map(({ id }) => id)
  return {
    routes: configRoutes({ ...deps, platform, facts, batches, rules, listModels, namespace: DEFAULT_NAMESPACE }),
    batches,
    rules,
    /** Goes on with batches that a stopped server left, and looks after the rules. */
    async start(): Promise<void> {
      await batches.resume()
      rules.start()
    },
    async stop(): Promise<void> {
      await Promise.all([batches.close(), rules.stop()])
    },
  }
}
