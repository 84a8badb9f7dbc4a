/** Fake services for the tests of this package: an in-memory NeMo that can be told to answer with errors. */
import type { Sample } from '@evalflow/contract'
import type { JsonValue, NodeId } from '@evalflow/graph'
import type { LogLevel, NodeProgress, RunContext } from '@evalflow/runner'
import type {
  ComponentServices,
  EntityRef,
  JsonObject,
  NemoPort,
  StoredConfig,
  StoredDataset,
  StoredJob,
  StoredTarget,
} from './services.ts'

export class HttpFailure extends Error {
  readonly status: number
  constructor(status: number, message = `HTTP ${status}`) {
    super(message)
    this.status = status
  }
}

export interface FakeNemo {
  port: NemoPort
  configs: Map<string, StoredConfig>
  targets: Map<string, StoredTarget & JsonObject>
  datasets: Map<string, StoredDataset>
  jobs: Map<string, StoredJob>
  files: Map<string, Uint8Array>
  /** Names of calls made, in order. */
  calls: string[]
  /** Errors to throw, by call name, first come first thrown. */
  failures: Map<string, Error[]>
  /** States a new job goes through, one per poll. */
  script: Partial<StoredJob>[]
  results: unknown
}

const key = (ref: EntityRef) => `${ref.namespace}/${ref.name}`

export function createFakeNemo(): FakeNemo {
  const fake: Omit<FakeNemo, 'port'> = {
    configs: new Map(),
    targets: new Map(),
    datasets: new Map(),
    jobs: new Map(),
    files: new Map(),
    calls: [],
    failures: new Map(),
    script: [{ status: 'running' }, { status: 'completed' }],
    results: { tasks: {}, groups: {} },
  }
  const called = (name: string) => {
    fake.calls.push(name)
    const failure = fake.failures.get(name)?.shift()
    if (failure) throw failure
  }
  const entity = <T extends object>(kind: string, store: Map<string, T>) => ({
    get: async (ref: EntityRef): Promise<T> => {
      called(`${kind}.get`)
      const found = store.get(key(ref))
      if (!found) throw new HttpFailure(404)
      return structuredClone(found)
    },
    create: async (body: JsonObject): Promise<T> => {
      called(`${kind}.create`)
      const ref = key({ namespace: String(body['namespace'] ?? 'default'), name: String(body['name']) })
      if (store.has(ref)) throw new HttpFailure(409)
      store.set(ref, structuredClone(body) as unknown as T)
      return structuredClone(body) as unknown as T
    },
    update: async (ref: EntityRef, body: JsonObject): Promise<T> => {
      called(`${kind}.update`)
      const found = store.get(key(ref))
      if (!found) throw new HttpFailure(404)
      const changed = { ...found, ...body }
      store.set(key(ref), changed)
      return structuredClone(changed)
    },
    delete: async (ref: EntityRef) => {
      called(`${kind}.delete`)
      if (!store.delete(key(ref))) throw new HttpFailure(404)
    },
  })
  const port: NemoPort = {
    configs: entity('configs', fake.configs),
    targets: entity<StoredTarget & JsonObject>('targets', fake.targets),
    datasets: entity('datasets', fake.datasets),
    jobs: {
      create: async (body) => {
        called('jobs.create')
        const job: StoredJob = {
          id: `eval-${fake.jobs.size + 1}`,
          status: 'created',
          custom_fields: body['custom_fields'] as Record<string, unknown>,
        }
        fake.jobs.set(job.id, { ...job, ...body })
        // an answer that is lost on its way back, after the job was made
        const lost = fake.failures.get('jobs.create.lost')?.shift()
        if (lost) throw lost
        return structuredClone(job)
      },
      get: async (id) => {
        called('jobs.get')
        const job = fake.jobs.get(id)
        if (!job) throw new HttpFailure(404)
        Object.assign(job, fake.script.length > 1 ? fake.script.shift() : fake.script[0])
        return structuredClone(job)
      },
      cancel: async (id) => {
        called('jobs.cancel')
        const job = fake.jobs.get(id)
        if (job) job.status = 'cancelled'
      },
      results: async () => {
        called('jobs.results')
        return fake.results
      },
      findByCustomFields: async (fields) => {
        called('jobs.find')
        return Array.from(fake.jobs.values()).find((job) =>
          Object.entries(fields).every(([name, value]) => job.custom_fields?.[name] === value),
        )
      },
    },
    dataStore: {
      ensureRepo: async () => called('store.ensureRepo'),
      findFile: async (ref, path) => {
        called('store.findFile')
        const content = fake.files.get(`${key(ref)}/${path}`)
        return (
          content && {
            oid: new TextDecoder().decode(content).length.toString(16) + new TextDecoder().decode(content),
            sizeBytes: content.byteLength,
          }
        )
      },
      upload: async (ref, { path, content }, { onProgress }) => {
        called('store.upload')
        onProgress(content.byteLength, content.byteLength)
        fake.files.set(`${key(ref)}/${path}`, content)
        return { commit: '0123456789abcdef0123456789abcdef01234567' }
      },
    },
  }
  return Object.assign(fake, { port })
}

export interface FakeRun {
  context: RunContext<ComponentServices>
  logs: { level: LogLevel; message: string }[]
  progress: NodeProgress[]
  /** Text of every file that was saved, by name. */
  saved: Map<string, string>
  savedBytes: Map<string, Uint8Array>
  abort: (reason?: unknown) => void
}

export function createFakeRun(options: {
  nemo: FakeNemo
  values: Record<string, JsonValue>
  inputs?: Record<string, JsonValue | JsonValue[]>
  files?: Record<string, { name: string; bytes: Uint8Array; sizeBytes?: number }>
  openHub?: ComponentServices['openHub']
  /** By job id. */
  samples?: Record<string, readonly Sample[]>
  runId?: string
  nodeId?: NodeId
  onSleep?: (ms: number) => void
}): FakeRun {
  const controller = new AbortController()
  const logs: FakeRun['logs'] = []
  const progress: NodeProgress[] = []
  const saved = new Map<string, string>()
  const savedBytes = new Map<string, Uint8Array>()
  const services: ComponentServices = {
    nemo: options.nemo.port,
    files: {
      save: async (name, content) => {
        const decoder = new TextDecoder()
        const chunks: Uint8Array[] = []
        for await (const chunk of content) chunks.push(chunk)
        const bytes = new Uint8Array(await new Blob(chunks.map((chunk) => new Uint8Array(chunk))).arrayBuffer())
        const text = decoder.decode(bytes)
        savedBytes.set(name, bytes)
        saved.set(name, text)
        return { id: `id-of-${name}`, name, size_bytes: text.length }
      },
      open: async (id) => {
        const file = options.files?.[id]
        return (
          file && { name: file.name, sizeBytes: file.sizeBytes ?? file.bytes.byteLength, bytes: async () => file.bytes }
        )
      },
    },
    namespace: 'default',
    resolveSecret: async (name) => `value-of-${name}`,
    sleep: async (ms, signal) => {
      options.onSleep?.(ms)
      signal?.throwIfAborted()
    },
    random: () => 0.5,
    now: () => new Date('2026-11-21T12:00:00Z'),
    openHub:
      options.openHub ??
      (async () => {
        throw new Error('The test did not expect a hub to be asked.')
      }),
    openSamples: (jobId) => options.samples?.[jobId],
    version: '0.0.0-test',
  }
  const context: RunContext<ComponentServices> = {
    runId: options.runId ?? 'run-1',
    nodeId: options.nodeId ?? 'node-1',
    values: options.values,
    inputs: options.inputs ?? {},
    signal: controller.signal,
    services,
    report: (step) => progress.push(step),
    log: (level, message) => logs.push({ level, message }),
  }
  return { context, logs, progress, saved, savedBytes, abort: (reason) => controller.abort(reason) }
}
