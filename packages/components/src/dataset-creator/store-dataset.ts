/** Files of rows into the Data Store, and the dataset into the Entity Store; what is stored already is not sent again. */
import type { RunContext } from '@evalflow/runner'
import { ComponentError, isAbort, isConflict, isDenied, isNotFound, messageOf } from '../errors.ts'
import type { ComponentServices, EntityRef, JsonObject, NemoPort, StoredDataset } from '../services.ts'
import type { DatasetFigures } from '../values.ts'
import type { HubOrigin } from './read-rows.ts'

export interface RowsFile {
  path: string
  content: Uint8Array
  records: number
  /** sha256, hex. */
  hash: string
}

export interface StoreOptions {
  context: RunContext<ComponentServices>
  ref: EntityRef
  /** Folder of the version with its slash; empty for none. */
  folder: string
  filesUrl: string
  figures: UploadFigures
  files: readonly RowsFile[]
  description: string
  /** Kept as `custom_fields.evalflow.source`; of rows without one, an earlier one is removed. */
  origin: HubOrigin | undefined
}

/** Names this component gives; a file of an earlier shape beside the new ones would add its rows to them. */
const OWN_FILES = ['data', 'train', 'validation', 'test'].map((name) => `${name}.jsonl`)

/** @throws ComponentError `upload_failed`, `register_failed`, `denied`, `version_taken` */
export async function storeDataset(options: StoreOptions): Promise<void> {
  const { context, ref, files } = options
  const { nemo } = context.services
  const known = await findDataset(nemo, ref)
  if (known) await refuseOtherShape(options)
  const oids: Record<string, StoredFile> = {}
  for (const file of files) {
    if (await isStored({ nemo, ref, file, known }))
      context.log('info', `${file.records} rows are already stored unchanged in ${file.path}; nothing was uploaded.`)
    else await upload(options, file)
    oids[file.path] = { hash: file.hash, oid: (await nemo.dataStore.findFile(ref, file.path))?.oid ?? null }
  }
  await register({ ...options, nemo, known, stored: { ...filesOf(known), ...oids } })
}

async function refuseOtherShape({ context, ref, folder, files }: StoreOptions): Promise<void> {
  const { dataStore } = context.services.nemo
  const written = new Set(files.map(({ path }) => path))
  for (const path of OWN_FILES.map((name) => `${folder}${name}`)) {
    if (written.has(path) || !(await dataStore.findFile(ref, path))) continue
    throw new ComponentError(
      'version_taken',
      `"${ref.namespace}/${ref.name}" already holds ${path}, whose rows would be added to these. Choose another Version, or split as before.`,
      { field: 'version' },
    )
  }
}

async function upload({ context, ref }: StoreOptions, { path, content, records }: RowsFile): Promise<void> {
  const { dataStore } = context.services.nemo
  context.report({ done: 0, total: records, message: 'Uploading' })
  try {
    await dataStore.ensureRepo(ref)
    const { commit } = await dataStore.upload(
      ref,
      { path, content, message: `Upload ${path} (${records} rows)` },
      {
        signal: context.signal,
        onProgress: (sent, all) =>
          context.report({
            done: all === 0 ? records : Math.floor((records * sent) / all),
            total: records,
            message: 'Uploading',
          }),
      },
    )
    context.log('info', `Stored ${records} rows as ${path}, commit ${commit.slice(0, 12)}.`)
  } catch (error) {
    if (isAbort(error, context.signal)) throw error
    throw failed(error, 'upload_failed', `The rows of "${ref.namespace}/${ref.name}" were not uploaded`)
  }
}

async function findDataset(nemo: NemoPort, ref: EntityRef): Promise<StoredDataset | undefined> {
  try {
    return await nemo.datasets.get(ref)
  } catch (error) {
    if (isNotFound(error)) return undefined
    throw failed(error, 'register_failed', `The dataset "${ref.namespace}/${ref.name}" could not be looked up`)
  }
}

export interface UploadFigures extends DatasetFigures {
  records: number
  hash: string
}

interface StoredFile {
  hash: string
  oid: string | null
}

async function isStored(options: {
  nemo: NemoPort
  ref: EntityRef
  file: RowsFile
  known: StoredDataset | undefined
}): Promise<boolean> {
  const before = filesOf(options.known)[options.file.path]
  if (before?.hash !== options.file.hash || before.oid === null) return false
  const file = await options.nemo.dataStore.findFile(options.ref, options.file.path)
  return file?.oid === before.oid
}

function filesOf(dataset: StoredDataset | undefined): Record<string, StoredFile> {
  const own = dataset?.custom_fields?.['evalflow']
  const files = typeof own === 'object' && own !== null && 'files' in own ? own.files : undefined
  if (typeof files !== 'object' || files === null) return {}
  const entries = Object.entries(files).flatMap(([path, file]: [string, unknown]): [string, StoredFile][] => {
    if (typeof file !== 'object' || file === null || !('hash' in file) || typeof file.hash !== 'string') return []
    return [[path, { hash: file.hash, oid: 'oid' in file && typeof file.oid === 'string' ? file.oid : null }]]
  })
  return Object.fromEntries(entries)
}

async function register(
  options: Pick<StoreOptions, 'ref' | 'filesUrl' | 'figures' | 'description' | 'origin'> & {
    nemo: NemoPort
    known: StoredDataset | undefined
    stored: Record<string, StoredFile>
  },
): Promise<void> {
  const { nemo, ref, known, filesUrl, figures } = options
  const files: JsonObject = Object.fromEntries(
    Object.entries(options.stored).map(([path, { hash, oid }]) => [path, { hash, oid }]),
  )
  const body: JsonObject = {
    files_url: filesUrl,
    format: 'jsonl',
    custom_fields: { evalflow: { ...figures, files, source: options.origin ?? null } },
    ...(options.description === '' ? {} : { description: options.description }),
  }
  try {
    if (known) await nemo.datasets.update(ref, body)
    else await createOrUpdate(nemo, ref, body)
  } catch (error) {
    throw failed(
      error,
      'register_failed',
      `The rows are in the Data Store, but the dataset "${ref.namespace}/${ref.name}" was not registered`,
    )
  }
}

async function createOrUpdate(nemo: NemoPort, ref: EntityRef, body: JsonObject): Promise<void> {
  try {
    await nemo.datasets.create({ ...body, namespace: ref.namespace, name: ref.name })
  } catch (error) {
    // somebody registered it between look-up and create
    if (!isConflict(error)) throw error
    await nemo.datasets.update(ref, body)
  }
}

function failed(error: unknown, code: 'upload_failed' | 'register_failed', what: string): ComponentError {
  const reason = messageOf(error)
  if (isDenied(error))
    return new ComponentError(
      'denied',
      `${what}: no permission (${reason}). Ask for write access to this namespace, or choose another.`,
      { field: 'namespace', cause: error },
    )
  return new ComponentError(code, `${what}: ${reason}. Run the node again; rows already stored are not sent twice.`, {
    cause: error,
  })
}
