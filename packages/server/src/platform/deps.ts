/**
 * What the platform routers need from the rest of the server.
 *
 * Each router is `(deps: PlatformDeps) => Hono`. Time, randomness, files, secrets and the running of jobs come in here,
 * so that a route test brings its own.
 */
import type {
  EvaluationJob,
  EvaluationJobCreate,
  EvaluationResult,
  EvaluationStatusDetails,
  LiveEvaluation,
} from '@evalflow/contract'
import type { BlobStore } from '../blobs/blob-store.ts'
import type { Database } from '../db/database.ts'
import type { UploadSigner } from './data-store/upload-signer.ts'

export interface PlatformDeps {
  /** Kysely over the one SQLite file; open it with `openDatabase` and run `platformMigrations` first. */
  readonly db: Database
  readonly blobs: BlobStore
  readonly jobs: JobControl
  readonly clock: () => Date
  /** Base58 of 16 random bytes, without prefix. `createRandomId` in `ids.ts` is the one for production. */
  readonly randomId: () => string
  /** Origin under which clients reach this server, without a trailing slash. Upload links are built on it. */
  readonly publicUrl: () => string
  /** Encrypts or decrypts the values under `api_key` and `hf_token` of a JSON document. Absent: stored as they came. */
  readonly secrets?: SecretSealer
  /** Largest JSON or form body in bytes; `DEFAULT_JSON_LIMIT_BYTES` if absent. File uploads have `uploadLimitBytes`. */
  readonly jsonLimitBytes?: number
  readonly uploadLimitBytes?: number
  /** Makes and checks upload links; pass one to let its `isSigned` past the token check. Absent: one of its own. */
  readonly uploadSigner?: UploadSigner
}

/** Walks a document and replaces each secret. `open(seal(x))` equals `x`; what is not sealed passes through `open`. */
export interface SecretSealer {
  seal(document: unknown): unknown
  open(document: unknown): unknown
}

/**
 * Runs jobs. The Evaluator router stores the row first (`created`), then calls `launch`; from there status, details and
 * result are written through `JobStore`.
 */
export interface JobControl {
  /** Takes the job into the queue and returns; secrets in `job.config` and `job.target` are open. */
  launch(job: EvaluationJob): Promise<void>
  /** Asks a queued or running job to stop; returns once the wish is recorded. A finished job is left as it is. */
  cancel(jobId: string): Promise<void>
  /** Stops the job if it runs and deletes its journal and files. The row is deleted by the router. */
  remove(jobId: string): Promise<void>
  /** Fresher than the stored row; null when the job is not held in memory, and then the row counts. */
  status(jobId: string): EvaluationStatusDetails | null
  /** Null until there is one; the router then looks in the store, then answers 404. */
  results(jobId: string): EvaluationResult | null
  /** Log lines, oldest first, each ending in a newline. */
  logs(jobId: string): Promise<string>
  /** ZIP of results, samples and logs. */
  archive(jobId: string): Promise<ReadableStream<Uint8Array>>
  /** Runs at once and stores nothing. Secrets in the body are open. Throws `ApiProblem` on input it cannot run. */
  live(body: EvaluationJobCreate): Promise<LiveEvaluation>
}
