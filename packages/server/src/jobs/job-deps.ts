/** What jobs need of their surroundings. */
import type { ReplyCache } from '@evalflow/engine'
import type { DatasetRef, EvaluationServices, OpenDataset } from '@evalflow/evaluations'
import type { ComputeMeter } from '../costs/compute-meter.ts'
import type { CostSettingsStore } from '../costs/cost-settings.ts'
import type { ProjectPools } from '../costs/project-pools.ts'
import type { SpendStore } from '../costs/spend-store.ts'
import type { Webhooks } from '../costs/webhooks.ts'
import type { Log } from '../process/log.ts'
import type { EvaluationPort } from './evaluation-port.ts'
import type { JobFolders } from './job-folder.ts'
import type { JobRows } from './job-rows.ts'
import type { JobAccess } from './open-dataset.ts'
import type { PilotCache } from './pilot-cache.ts'
import type { PriceStore } from './price-store.ts'
import type { PricedEndpoint } from './priced-endpoint.ts'

/** As an evaluation has them; a data set is opened with what the job may read. */
export interface JobServices extends EvaluationServices {
  resolveModel: (model: unknown) => Promise<PricedEndpoint>
  openDataset: (ref: DatasetRef, access?: JobAccess) => Promise<OpenDataset>
}

export interface JobControlOptions {
  rows: JobRows
  folders: JobFolders
  services: JobServices
  evaluation: EvaluationPort
  clock: () => Date
  log: Log
  prices: PriceStore
  costs: JobCosts
  pilots: PilotCache
  /** Opened with the first job that wants it, and closed with the jobs. */
  openCache: () => ReplyCache & { close(): void }
  ownUrl: () => string
}

export interface JobCosts {
  spend: SpendStore
  settings: CostSettingsStore
  pools: ProjectPools
  meter: ComputeMeter
  webhooks: Webhooks
}
