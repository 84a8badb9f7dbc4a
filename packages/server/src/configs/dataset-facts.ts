/**
 * What is known of datasets without running anything: columns and their types from the first rows, names of the files.
 *
 * Rows that lie on another server are not fetched for it. Facts are remembered by the content of the files, so they are
 * never older than the dataset.
 */
import { describeRows, fitOfTemplate, splitOf, type DatasetFacts } from '@evalflow/components'
import type { EvaluationConfig, FitAnswer } from '@evalflow/contract'
import { z } from 'zod'
import type { BlobStore } from '../blobs/blob-store.ts'
import type { Database } from '../db/database.ts'
import { ApiProblem } from '../errors.ts'
import { findDatasetFiles, type DatasetFile } from '../jobs/dataset-files.ts'
import { readRows, type Row } from '../jobs/read-rows.ts'
import { sql } from 'kysely'

export interface KnownDataset {
  ref: string
  files_url: string
  records: number | null
  facts: DatasetFacts
  /** Its rows are on another server. */
  remote: boolean
}

const LOOKED_AT = 50
/** A JSON array is read whole, and Parquet by its blocks. */
const MAX_READ_BYTES = 64 * 1024 * 1024
const REMEMBERED = 2000

const bodySchema = z.looseObject({
  files_url: z.string(),
  hf_endpoint: z.string().nullish(),
  custom_fields: z
    .looseObject({
      evalflow: z
        .looseObject({ columns: z.array(z.string()).nullish().catch(null), records: z.int().nullish().catch(null) })
        .nullish()
        .catch(null),
    })
    .nullish(),
})

export type FactsReader = ReturnType<typeof createFactsReader>

export function createFactsReader({ db, blobs }: { db: Database; blobs: BlobStore }) {
  const known = new Map<string, DatasetFacts['columns']>()

  /** Undefined if there is no such dataset. */
  async function find(ref: string): Promise<KnownDataset | undefined> {
    const slash = ref.indexOf('/')
    const rows = await sql<{ body: string }>`select body from entities where kind = 'dataset'
      and namespace = ${ref.slice(0, slash)} and name = ${ref.slice(slash + 1)}`.execute(db)
    return rows.rows[0] && toKnown(ref, rows.rows[0].body)
  }

  async function toKnown(ref: string, body: string): Promise<KnownDataset> {
    const parsed = bodySchema.safeParse(JSON.parse(body))
    if (!parsed.success)
      return {
        ref,
        files_url: '',
        records: null,
        remote: false,
        facts: unknown('It is stored without the place of its rows.'),
      }
    const { files_url, hf_endpoint, custom_fields } = parsed.data
    const own = custom_fields?.evalflow
    const facts = hf_endpoint
      ? ofNames(own?.columns, `Its rows are on ${hf_endpoint}, which is asked only by a run.`)
      : await read(files_url, own?.columns)
    return { ref, files_url, records: own?.records ?? null, facts, remote: Boolean(hf_endpoint) }
  }

  async function read(filesUrl: string, recorded: readonly string[] | null | undefined): Promise<DatasetFacts> {
    try {
      return await describe(await listFiles({ db, blobs }, filesUrl), recorded)
    } catch (error) {
      return ofNames(recorded, reasonOf(error))
    }
  }

  async function describe(files: readonly DatasetFile[], recorded?: readonly string[] | null): Promise<DatasetFacts> {
    const [first] = files
    const id = first ? `${first.sha256} ${first.path}` : ''
    const before = known.get(id)
    if (before !== undefined) return { columns: before, unknown: null }
    if (!first || (!/\.(?:jsonl|ndjson|csv|tsv)$/i.test(first.path) && first.sizeBytes > MAX_READ_BYTES))
      return ofNames(recorded, 'Its file is too large to be looked into here.')
    try {
      const columns = describeRows(await firstRows(blobs, first))
      if (known.size >= REMEMBERED) known.clear()
      known.set(id, columns)
      return { columns, unknown: null }
    } catch (error) {
      return unknown(reasonOf(error))
    }
  }

  /** With a split, by its files alone: a dataset without such a split does not fit. */
  async function fit(template: EvaluationConfig, dataset: KnownDataset): Promise<FitAnswer> {
    const split = splitOf(template)
    if (split === undefined || dataset.remote) return fitOfTemplate(template, dataset.facts)
    let files: DatasetFile[]
    try {
      files = await listFiles({ db, blobs }, dataset.files_url, split)
    } catch (error) {
      return { fits: false, reasons: [reasonOf(error)] }
    }
    return fitOfTemplate(template, await describe(files))
  }

  return { find, toKnown, fit }
}

/** Rows of these may stand in brackets after the name (`train[:100]`), which does not change their columns. */
export async function listFiles(
  { db, blobs }: { db: Database; blobs: BlobStore },
  filesUrl: string,
  split?: string,
): Promise<DatasetFile[]> {
  const readText = async ({ sha256 }: DatasetFile) => new Response(await blobs.read(sha256)).text()
  return findDatasetFiles(db, filesUrl, { split: split?.replace(/\[.*$/, ''), readText })
}

export async function firstRows(blobs: BlobStore, file: DatasetFile): Promise<Row[]> {
  const rows: Row[] = []
  for await (const row of readRows(blobs, [file])) {
    rows.push(row)
    if (rows.length >= LOOKED_AT) break
  }
  return rows
}

/** Why a dataset cannot be read; anything else is no fact about the dataset and passes through. */
function reasonOf(error: unknown): string {
  if (error instanceof ApiProblem) return error.message
  throw error
}

const unknown = (why: string): DatasetFacts => ({ columns: null, unknown: why })

/** Names as they were recorded when the dataset was made; their types are not known. */
function ofNames(columns: readonly string[] | null | undefined, why: string): DatasetFacts {
  if (!columns) return unknown(why)
  return { columns: columns.map((name) => ({ name, type: null, numeric: null })), unknown: null }
}
