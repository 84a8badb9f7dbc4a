import { liveEvaluationSchema, type EvaluationJobCreate, type LiveEvaluation } from '@evalflow/contract'
import { Resource } from '../transport/resource.ts'
import type { RequestOptions, Transport } from '../transport/transport.ts'
import { Configs } from './configs.ts'
import { Jobs } from './jobs.ts'
import { Results } from './results.ts'
import { Targets } from './targets.ts'

/** The Evaluator service. */
export class Evaluation extends Resource {
  readonly targets: Targets
  readonly configs: Configs
  readonly jobs: Jobs
  readonly results: Results

  constructor(transport: Transport) {
    super(transport)
    this.targets = new Targets(transport)
    this.configs = new Configs(transport)
    this.jobs = new Jobs(transport)
    this.results = new Results(transport)
  }

  /** Runs at once and stores nothing; config and target must be inline, the config of type `custom`. */
  live(body: EvaluationJobCreate, options?: RequestOptions): Promise<LiveEvaluation> {
    return this.transport.post('/v1/evaluation/live', liveEvaluationSchema, body, options, 'once')
  }
}
