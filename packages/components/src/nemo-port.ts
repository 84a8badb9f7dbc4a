/** A `NemoPort` over the typed client: the only place where the two meet. */
import { ConflictError, NotFoundError, type NemoClient } from '@evalflow/client'
import {
  datasetCreateSchema,
  datasetPatchSchema,
  evaluationConfigCreateSchema,
  evaluationJobCreateSchema,
  evaluationTargetCreateSchema,
  type EvaluationJob,
} from '@evalflow/contract'
import type { DataStorePort, NemoPort, StoredJob } from './services.ts'

/** Same errors as the client: `ApiError` with `status`, `ConnectionError`, `TimeoutError`. */
export function nemoPortFromClient(client: NemoClient): NemoPort {
  const { configs, targets, jobs } = client.evaluation
  return {
    configs: {
      get: (ref) => configs.get(ref),
      create: (body) => configs.create(evaluationConfigCreateSchema.parse(body)),
      delete: (ref) => configs.delete(ref),
    },
    targets: {
      get: (ref) => targets.get(ref),
      create: (body) => targets.create(evaluationTargetCreateSchema.parse(body)),
    },
    datasets: {
      get: (ref) => client.datasets.get(ref),
      create: (body) => client.datasets.create(datasetCreateSchema.parse(body)),
      update: (ref, body) => client.datasets.update(ref, datasetPatchSchema.parse(body)),
    },
    jobs: {
      create: async (body) => toJob(await jobs.create(evaluationJobCreateSchema.parse(body))),
      get: async (id) => toJob(await jobs.get(id)),
      cancel: (id) => jobs.cancel(id),
      results: (id) => jobs.results(id),
      findByCustomFields: async (fields) => {
        const page = await jobs.list({ filter: { custom_fields: fields }, sort: '-created_at', page_size: 1 })
        const found = page.data[0]
        // a server that ignores the filter would answer with somebody else's job
        return found && holds(found, fields) ? toJob(found) : undefined
      },
    },
    dataStore: toDataStorePort(client),
  }
}

function toDataStorePort(client: NemoClient): DataStorePort {
  const { dataStore } = client
  return {
    ensureRepo: async (ref) => {
      await unlessThere(() => client.namespaces.create({ id: ref.namespace }))
      await unlessThere(() => dataStore.createNamespace(ref.namespace))
      await dataStore.createRepo(ref, { existOk: true })
    },
    findFile: async (ref, path) => {
      try {
        const [item] = await dataStore.pathsInfo(ref, [path])
        if (!item || item.type !== 'file') return undefined
        return { oid: item.lfs?.oid ?? item.oid, sizeBytes: item.size ?? 0 }
      } catch (error) {
        if (error instanceof NotFoundError) return undefined
        throw error
      }
    },
    upload: async (ref, { path, content, message }, { signal, onProgress }) => {
      const { commitOid } = await dataStore.uploadFiles(ref, [{ path, content }], {
        summary: message,
        signal,
        onProgress: ({ uploadedBytes, totalBytes }) => onProgress(uploadedBytes, totalBytes),
      })
      return { commit: commitOid }
    },
  }
}

/** Real servers answer 409 or 422 for a namespace that is there already. */
async function unlessThere(create: () => Promise<unknown>): Promise<void> {
  try {
    await create()
  } catch (error) {
    if (error instanceof ConflictError) return
    if (error instanceof Error && 'status' in error && error.status === 422) return
    throw error
  }
}

function toJob(job: EvaluationJob): StoredJob {
  return {
    id: job.id,
    status: job.status ?? 'unknown',
    status_details: job.status_details,
    custom_fields: job.custom_fields,
    config: job.config,
    target: job.target,
    created_at: job.created_at,
  }
}

function holds(job: EvaluationJob, fields: Record<string, string>): boolean {
  return Object.entries(fields).every(([name, value]) => job.custom_fields?.[name] === value)
}
