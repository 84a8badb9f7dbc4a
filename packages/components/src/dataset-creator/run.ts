/**
 * Uploads rows and registers the dataset.
 *
 * 1. Either all accepted rows are stored and registered, or the node fails: nothing half-done counts as done.
 * 2. `total = records + rejected`, and both are told.
 * 3. The same rows again make no new commit: the stored file is known by its content id, kept with the dataset.
 */
import type { JsonValue } from '@evalflow/graph'
import type { RunContext } from '@evalflow/runner'
import { ComponentError, isAbort, isConflict, isDenied, isNotFound, messageOf } from '../errors.ts'
import type { ComponentServices, EntityRef, JsonObject, NemoPort, StoredDataset } from '../services.ts'
import { toDatasetValue, type DatasetFigures, type DatasetValue } from '../values.ts'
import { prepareRows, type PreparedRows } from './prepare.ts'
import type { FieldMapping } from './mapping.ts'
import type { RowSource } from './read-rows.ts'

/** Rows are held in memory as text while they are checked and hashed. */
const MAX_SOURCE_BYTES = 512 * 1024 * 1024
const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,94}[A-Za-z0-9])?$/
const VERSION = /^[A-Za-z0-9_.-]*$/
const LISTED_ISSUES = 20

export async function runDatasetCreator(context: RunContext<ComponentServices>): Promise<Record<string, JsonValue>> {
  const { services, values, signal, report, log } = context
  const ref = parseRef(values, services.namespace)
  const version = parseVersion(values['version'])
  report({ message: 'Reading rows' })
  const prepared = await prepareRows(await openSource(context), parseMapping(values['mapping']))
  signal.throwIfAborted()
  refuseBadRows(prepared, values['on_invalid'] === 'skip')
  for (const issue of prepared.issues.slice(0, LISTED_ISSUES))
    log(issue.severity === 'error' ? 'error' : 'warning', `${place(issue.row)}: ${issue.message}`)

  const content = new TextEncoder().encode(prepared.rows.map(({ row }) => `${JSON.stringify(row)}\n`).join(''))
  const path = version === '' ? 'data.jsonl' : `${version}/data.jsonl`
  const figures: UploadFigures = {
    records: prepared.rows.length,
    columns: columnsOf(prepared),
    size_bytes: content.byteLength,
    hash: await sha256(content),
  }
  const filesUrl = `hf://datasets/${ref.namespace}/${ref.name}${version === '' ? '' : `/${version}`}`
  const known = await findDataset(services.nemo, ref)
  if (await isStored({ nemo: services.nemo, ref, path, known, figures })) {
    log('info', `${figures.records} rows are already stored unchanged; nothing was uploaded.`)
  } else {
    await upload({ context, ref, path, content, records: figures.records })
  }
  const oid = (await services.nemo.dataStore.findFile(ref, path))?.oid ?? null
  await register({
    nemo: services.nemo,
    ref,
    known,
    filesUrl,
    figures,
    files: { ...filesOf(known), [path]: { hash: figures.hash, oid } },
    description: text(values['description']),
  })
  const rejected = prepared.total - figures.records
  report({
    done: figures.records,
    total: prepared.total,
    message:
      rejected === 0 ? `${figures.records} rows` : `${figures.records} of ${prepared.total} rows, ${rejected} left out`,
  })
  const value: DatasetValue = { namespace: ref.namespace, name: ref.name, files_url: filesUrl, ...figures }
  return { dataset: { ...toDatasetValue(value), total: prepared.total, rejected, style: prepared.style } }
}

async function openSource({ inputs, values, services }: RunContext<ComponentServices>): Promise<RowSource> {
  const wired = inputs['rows']
  if (wired !== undefined) return { rows: Array.isArray(wired) ? wired.flat() : [wired] }
  const source = values['source']
  if (typeof source === 'string' && source.trim() !== '') return { text: source }
  if (typeof source === 'object' && source !== null && !Array.isArray(source)) {
    if (typeof source['text'] === 'string' && source['text'].trim() !== '')
      return { text: source['text'], format: parseFormat(source['format']) }
    if (typeof source['file_id'] === 'string') return openFile(services, source['file_id'], text(source['name']))
  }
  throw new ComponentError(
    'rows_missing',
    'There are no rows yet. Paste rows, choose a file, or connect a node that gives rows.',
    { field: 'source' },
  )
}

async function openFile(services: ComponentServices, id: string, name: string): Promise<RowSource> {
  const file = await services.files.open(id)
  if (!file)
    throw new ComponentError('file_missing', `The file "${name}" is no longer on the server. Choose it again.`, {
      field: 'source',
    })
  if (file.sizeBytes > MAX_SOURCE_BYTES)
    throw new ComponentError(
      'file_too_large',
      `"${file.name}" has ${Math.round(file.sizeBytes / 1e6)} MB; this node takes up to ${Math.round(MAX_SOURCE_BYTES / 1e6)} MB. Split it, or upload it with huggingface_hub and use Existing Dataset.`,
      { field: 'source' },
    )
  return { name: name || file.name, bytes: await file.bytes() }
}

function refuseBadRows(prepared: PreparedRows, skip: boolean): void {
  const errors = prepared.issues.filter((issue) => issue.severity === 'error')
  const whole = errors.find((issue) => issue.row === 0)
  if (whole) throw new ComponentError('rows_unreadable', whole.message, { field: 'source' })
  if (prepared.rows.length === 0 && errors.length === 0)
    throw new ComponentError('rows_missing', 'The source holds no rows. Check that it is not empty.', {
      field: 'source',
    })
  if (errors.length > 0 && (!skip || prepared.rows.length === 0)) {
    const listed = errors.slice(0, LISTED_ISSUES).map((issue) => `${place(issue.row)}: ${issue.message}`)
    const more = errors.length > listed.length ? `\n… and ${errors.length - listed.length} more.` : ''
    throw new ComponentError(
      'rows_invalid',
      `${prepared.rejected} of ${prepared.total} rows have errors; nothing was uploaded. Correct them, or choose to leave them out.\n${listed.join('\n')}${more}`,
      { field: 'source' },
    )
  }
}

async function upload(options: {
  context: RunContext<ComponentServices>
  ref: EntityRef
  path: string
  content: Uint8Array
  records: number
}): Promise<void> {
  const { context, ref, path, content, records } = options
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

interface UploadFigures extends DatasetFigures {
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
  path: string
  known: StoredDataset | undefined
  figures: UploadFigures
}): Promise<boolean> {
  const before = filesOf(options.known)[options.path]
  if (before?.hash !== options.figures.hash || before.oid === null) return false
  const file = await options.nemo.dataStore.findFile(options.ref, options.path)
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

async function register(options: {
  nemo: NemoPort
  ref: EntityRef
  known: StoredDataset | undefined
  filesUrl: string
  figures: UploadFigures
  files: Record<string, StoredFile>
  description: string
}): Promise<void> {
  const { nemo, ref, known, filesUrl, figures } = options
  const files: JsonObject = Object.fromEntries(
    Object.entries(options.files).map(([path, { hash, oid }]) => [path, { hash, oid }]),
  )
  const body: JsonObject = {
    files_url: filesUrl,
    format: 'jsonl',
    custom_fields: { evalflow: { ...figures, files } },
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

function parseRef(values: Readonly<Record<string, JsonValue>>, fallback: string): EntityRef {
  const name = text(values['name']).trim()
  const namespace = text(values['namespace']).trim() || fallback
  if (name === '')
    throw new ComponentError('name_missing', 'The dataset has no name. Give it one, such as `support-answers`.', {
      field: 'name',
    })
  for (const [field, value] of [
    ['name', name],
    ['namespace', namespace],
  ] as const) {
    // `--` and `..` are refused by huggingface_hub, so such a dataset could not be read by other clients
    if (!NAME.test(value) || value.includes('--') || value.includes('..'))
      throw new ComponentError(
        'name_invalid',
        `"${value}" cannot be a ${field}: use up to 96 letters, digits, \`-\`, \`_\` or \`.\`, beginning and ending with a letter or digit, without \`--\` or \`..\`.`,
        { field },
      )
  }
  return { namespace, name }
}

function parseVersion(value: JsonValue | undefined): string {
  const version = text(value).trim()
  if (!VERSION.test(version) || version.includes('..'))
    throw new ComponentError(
      'name_invalid',
      `"${version}" cannot be a version: use letters, digits, \`-\`, \`_\` or \`.\`, such as \`v1\`.`,
      { field: 'version' },
    )
  return version
}

function parseMapping(value: JsonValue | undefined): FieldMapping | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const entries = Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  return entries.length === 0 ? undefined : Object.fromEntries(entries)
}

function parseFormat(value: JsonValue | undefined): 'auto' | 'csv' | 'json' | 'jsonl' {
  return value === 'csv' || value === 'json' || value === 'jsonl' ? value : 'auto'
}

function columnsOf(prepared: PreparedRows): string[] {
  const names = new Set<string>(prepared.columns.map((column) => column.name))
  for (const field of Object.keys(prepared.mapping)) names.add(field)
  return Array.from(names)
}

async function sha256(content: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new Uint8Array(content))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

const text = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '')
const place = (row: number): string => (row === 0 ? 'All rows' : `Row ${row}`)
