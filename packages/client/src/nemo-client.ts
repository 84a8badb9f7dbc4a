import { DataStore } from './data-store/data-store.ts'
import { Deployment } from './deployment/deployment.ts'
import { Datasets } from './entity-store/datasets.ts'
import { Models } from './entity-store/models.ts'
import { Namespaces } from './entity-store/namespaces.ts'
import { Projects } from './entity-store/projects.ts'
import { Evaluation } from './evaluation/evaluation.ts'
import { Inference } from './inference/inference.ts'
import { Transport, type TransportOptions } from './transport/transport.ts'

export interface NemoClientOptions extends TransportOptions {
  /** Where the Data Store is; `baseURL` if absent. */
  readonly datastoreURL?: string | undefined
  /** Where models answer; `baseURL` if absent. The embedded server has them at `/nim`. */
  readonly inferenceURL?: string | undefined
}

/**
 * Client of NVIDIA NeMo Microservices: remote, or Evalflow's embedded server.
 *
 * Every method may throw `ApiError` (by status), `ConnectionError`, `TimeoutError` or `ResponseInvalidError`.
 */
export class NemoClient {
  readonly evaluation: Evaluation
  readonly namespaces: Namespaces
  readonly projects: Projects
  readonly datasets: Datasets
  readonly models: Models
  readonly deployment: Deployment
  readonly dataStore: DataStore
  readonly inference: Inference

  constructor(options: NemoClientOptions) {
    const transport = new Transport(options)
    this.evaluation = new Evaluation(transport)
    this.namespaces = new Namespaces(transport)
    this.projects = new Projects(transport)
    this.datasets = new Datasets(transport)
    this.models = new Models(transport)
    this.deployment = new Deployment(transport)
    this.dataStore = new DataStore(at(options.datastoreURL, options, transport))
    this.inference = new Inference(at(options.inferenceURL, options, transport))
  }
}

function at(url: string | undefined, options: TransportOptions, shared: Transport): Transport {
  return url === undefined ? shared : new Transport({ ...options, baseURL: url })
}
