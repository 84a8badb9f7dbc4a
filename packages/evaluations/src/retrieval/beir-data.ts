/**
 * A folder in BEIR's layout: `corpus.jsonl` `{_id, title?, text}`, `queries.jsonl` `{_id, text, …}`, `qrels/{split}.tsv` with
 * the header `query-id  corpus-id  score`. Only judged queries are evaluated, as BEIR does.
 */
import type { Judgements } from '@evalflow/metrics'
import { evaluationErrors } from '../errors.ts'
import type { Row } from '../template/row-view.ts'
import type { DatasetRef, EvaluationServices } from '../types.ts'

export interface Document {
  id: string
  /** Title, a space, and the text. */
  text: string
}

export interface BeirData {
  documents: readonly Document[]
  /** Judged queries, in the file's order, with all their columns. */
  queries: readonly Row[]
  judgements: ReadonlyMap<string, Judgements>
  hashes: { corpus: string; queries: string; qrels: string }
}

/** Their texts and vectors are held in memory. */
export const MOST_DOCUMENTS = 200_000
/** Rows read between two turns of the event loop. */
const BATCH = 2000

/** @throws EvaluationError `dataset_missing`, `config_invalid`; errors of `openDataset` pass through */
export async function openBeirData(ref: DatasetRef, services: EvaluationServices, path: string): Promise<BeirData> {
  const { at, split } = toFolder(ref, path)
  const [corpus, queries, qrels] = await Promise.all(
    ['corpus.jsonl', 'queries.jsonl', `qrels/${split}.tsv`].map((file) => services.openDataset(at(file))),
  )
  if (corpus === undefined || queries === undefined || qrels === undefined)
    throw new Error('three files were asked for')
  const judgements = new Map<string, Map<string, number>>()
  for await (const row of yielding(qrels.rows())) {
    const query = textOf(row, 'query-id', `${path}: qrels/${split}.tsv`)
    const grades = judgements.get(query) ?? new Map<string, number>()
    grades.set(textOf(row, 'corpus-id', `${path}: qrels/${split}.tsv`), toGrade(row['score'], path))
    judgements.set(query, grades)
  }
  const documents: Document[] = []
  for await (const row of yielding(corpus.rows())) {
    if (documents.length === MOST_DOCUMENTS)
      throw evaluationErrors.configInvalid(
        path,
        `the corpus has more than ${MOST_DOCUMENTS} documents, which are held in memory here. Take a smaller one.`,
      )
    const title = typeof row['title'] === 'string' ? row['title'] : ''
    const text = typeof row['text'] === 'string' ? row['text'] : ''
    documents.push({ id: textOf(row, '_id', `${path}: corpus.jsonl`), text: `${title} ${text}`.trim() })
  }
  const asked: Row[] = []
  for await (const row of yielding(queries.rows())) {
    const id = textOf(row, '_id', `${path}: queries.jsonl`)
    textOf(row, 'text', `${path}: queries.jsonl, query "${id}"`)
    if (judgements.has(id)) asked.push({ ...row, id })
  }
  if (documents.length === 0 || asked.length === 0)
    throw evaluationErrors.configInvalid(
      path,
      `found ${documents.length} documents and ${asked.length} queries that qrels/${split}.tsv judges; expected some of each.`,
    )
  return {
    documents,
    queries: asked,
    judgements,
    hashes: { corpus: corpus.hash, queries: queries.hash, qrels: qrels.hash },
  }
}

/** The reference of each file of the folder that `ref` names. */
function toFolder(ref: DatasetRef, path: string): { at: (file: string) => DatasetRef; split: string } {
  const { files_url: url, split, limit: _limit, ...rest } = typeof ref === 'string' ? { files_url: ref } : ref
  if (url === undefined) throw evaluationErrors.configInvalid(`${path}.dataset`, 'has no `files_url`.')
  if (url.startsWith('file://'))
    throw evaluationErrors.configInvalid(
      `${path}.dataset`,
      `"${url}" names a built-in data set, and none is shipped here. Upload its folder to the Data Store, and give hf://datasets/NAMESPACE/NAME.`,
    )
  // a registered data set's files lie in the repository of its name
  const folder = /^[^:/\s]+\/[^:/\s]+$/.test(url) ? `hf://datasets/${url}` : url.replace(/\/+$/, '')
  return { at: (file) => ({ ...rest, files_url: `${folder}/${file}` }), split: split ?? 'test' }
}

/** Ids may be numbers in hand-made files. */
function textOf(row: Row, column: string, place: string): string {
  const value = row[column]
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string' && value !== '') return value
  throw evaluationErrors.configInvalid(
    place,
    `a row has no "${column}"; its columns are ${Object.keys(row).join(', ') || 'none'}. Expected BEIR's layout.`,
  )
}

function toGrade(value: unknown, path: string): number {
  const grade = Number(value)
  if (Number.isInteger(grade)) return grade
  throw evaluationErrors.configInvalid(path, `a judgement has the score "${String(value)}", expected a whole number.`)
}

async function* yielding(rows: AsyncIterable<Row>): AsyncGenerator<Row> {
  let count = 0
  for await (const row of rows) {
    yield row
    if (++count % BATCH === 0) await new Promise((resolve) => setImmediate(resolve))
  }
}
