/**
 * Uploads rows and registers the dataset.
 *
 * 1. Either all accepted rows are stored and registered, or the node fails: nothing half-done counts as done.
 * 2. `total = records + rejected`, and both are told.
 * 3. The same rows again make no new commit: the stored file is known by its content id, kept with the dataset.
 */
import type { JsonValue } from '@evalflow/graph'
import type { RunContext } from '@evalflow/runner'
import { randomOf } from '../data-preparation/draw.ts'
import { assignParts, parseRatios, PARTS, type Ratios } from '../data-preparation/split.ts'
import { ComponentError } from '../errors.ts'
import type { ComponentServices, EntityRef } from '../services.ts'
import { toDatasetValue, type DatasetValue } from '../values.ts'
import type { FieldMapping } from './mapping.ts'
import { MAX_SOURCE_BYTES, openSource } from './open-source.ts'
import { columnsOf, prepareRows, type PreparedRows } from './prepare.ts'
import { withoutRepeats } from './repeats.ts'
import type { Row } from './rows.ts'
import { storeDataset, type RowsFile, type UploadFigures } from './store-dataset.ts'

const TOO_LARGE_HINT = 'Split it, or upload it with huggingface_hub and use Existing Dataset.'
const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,94}[A-Za-z0-9])?$/
const VERSION = /^[A-Za-z0-9_.-]*$/
const LISTED_ISSUES = 20

export async function runDatasetCreator(context: RunContext<ComponentServices>): Promise<Record<string, JsonValue>> {
  const { services, values, signal, report, log } = context
  const ref = parseRef(values, services.namespace)
  const version = parseVersion(values['version'])
  const ratios = parseRatios(text(values['split']), 'split')
  report({ message: 'Reading rows' })
  const source = await openSource(context, { maxBytes: MAX_SOURCE_BYTES, hint: TOO_LARGE_HINT })
  const prepared = await prepareRows(source, parseMapping(values['mapping']))
  signal.throwIfAborted()
  refuseBadRows(prepared, values['on_invalid'] === 'skip')
  for (const issue of prepared.issues.slice(0, LISTED_ISSUES))
    log(issue.severity === 'error' ? 'error' : 'warning', `${place(issue.row)}: ${issue.message}`)

  const { rows: kept, ...repeats } = await withoutRepeats(prepared.rows, { choice: values['duplicates'], signal, log })
  const rows = kept.map(({ row }) => row)
  const folder = version === '' ? '' : `${version}/`
  const parts = ratios ? toParts(rows, ratios, values) : [{ name: 'data', rows }]
  const files = await Promise.all(parts.map((part) => toFile(`${folder}${part.name}.jsonl`, part.rows)))
  const contents = files.map(({ content }) => content)
  const figures: UploadFigures = {
    records: rows.length,
    columns: columnsOf(prepared),
    size_bytes: contents.reduce((sum, content) => sum + content.byteLength, 0),
    // of one file its own hash, of several that of their hashes in order
    hash:
      files.length === 1
        ? (files[0]?.hash ?? '')
        : await sha256(new TextEncoder().encode(files.map(({ hash }) => hash).join('\n'))),
  }
  const repoUrl = `hf://datasets/${ref.namespace}/${ref.name}`
  const filesUrl = version === '' ? repoUrl : `${repoUrl}/${version}`
  await storeDataset({
    context,
    ref,
    folder,
    filesUrl,
    figures,
    files,
    description: text(values['description']),
    origin: 'origin' in source ? source.origin : undefined,
  })
  const rejected = prepared.total - prepared.rows.length
  const left = prepared.total - rows.length
  report({
    done: rows.length,
    total: prepared.total,
    message: left === 0 ? `${rows.length} rows` : `${rows.length} of ${prepared.total} rows, ${left} left out`,
  })
  const value: DatasetValue = { namespace: ref.namespace, name: ref.name, files_url: filesUrl, ...figures }
  const dataset = {
    ...toDatasetValue(value),
    total: prepared.total,
    rejected,
    ...repeats,
    style: prepared.style,
  }
  if (!ratios) return { dataset }
  const ofPart = (file: RowsFile): JsonValue =>
    toDatasetValue({
      ...value,
      files_url: `${repoUrl}/${file.path}`,
      records: file.records,
      size_bytes: file.content.byteLength,
      hash: file.hash,
    })
  return { dataset, ...Object.fromEntries(files.map((file, index) => [parts[index]?.name ?? '', ofPart(file)])) }
}

/** Parts without a row have no file. */
function toParts(rows: readonly Row[], ratios: Ratios, values: Readonly<Record<string, JsonValue>>) {
  const stratify = text(values['stratify']).trim()
  if (stratify !== '' && !rows.some((row) => stratify in row))
    throw new ComponentError(
      'column_missing',
      `No row has a column "${stratify}" to stratify by. The columns are: ${Object.keys(rows[0] ?? {}).join(', ')}.`,
      { field: 'stratify' },
    )
  const seed = typeof values['seed'] === 'number' ? values['seed'] : 0
  const assigned = assignParts(rows, { ratios, stratify, random: randomOf(seed, 'split') })
  return PARTS.map((name) => ({ name, rows: rows.filter((_row, index) => assigned[index] === name) })).filter(
    (part) => part.rows.length > 0,
  )
}

async function toFile(path: string, rows: readonly Row[]): Promise<RowsFile> {
  const content = new TextEncoder().encode(rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
  return { path, content, records: rows.length, hash: await sha256(content) }
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

async function sha256(content: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new Uint8Array(content))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

const text = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '')
const place = (row: number): string => (row === 0 ? 'All rows' : `Row ${row}`)
