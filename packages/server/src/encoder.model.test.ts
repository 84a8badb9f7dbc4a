/**
 * Similarity and retrieval on a real, small encoder, over the real server: a GGUF file behind `/nim/v1/embeddings`, rows and
 * a folder in BEIR's layout from the Data Store. Skipped without EVALFLOW_TEST_ENCODER_DIR, as the title says.
 */
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { NemoClient } from '@evalflow/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServer, type RunningServer } from './start-server.ts'

const modelsDir = process.env['EVALFLOW_TEST_ENCODER_DIR']
const title = modelsDir ? 'all-minilm-l6-v2' : 'all-minilm-l6-v2 (skipped: EVALFLOW_TEST_ENCODER_DIR is not set)'
const MODEL = 'all-minilm-l6-v2'
const REPO = { namespace: 'default', name: 'beir-small' }

const toLines = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).join('\n')
const FILES = {
  'corpus.jsonl': toLines([
    { _id: 'd1', title: 'Paris', text: 'Paris is the capital and largest city of France.' },
    { _id: 'd2', title: 'Photosynthesis', text: 'Plants turn light, water and carbon dioxide into sugar.' },
    { _id: 'd3', title: 'Guitar', text: 'The guitar is an instrument with six strings.' },
  ]),
  'queries.jsonl': toLines([
    { _id: 'q1', text: 'Which town is the French seat of government?' },
    { _id: 'q2', text: 'How do leaves make food from sunshine?' },
  ]),
  'qrels/test.tsv': 'query-id\tcorpus-id\tscore\nq1\td1\t1\nq2\td2\t1\n',
}

describe.skipIf(!modelsDir)(title, { timeout: 120_000 }, () => {
  let server: RunningServer
  const folder = mkdtempSync(join(tmpdir(), 'evalflow-encoder-'))

  beforeAll(async () => {
    const dataDir = join(folder, 'data')
    server = await startServer({ port: 0, dataDir, modelsDir: modelsDir ?? '', logLevel: 'silent', firstRun: false })
  })
  afterAll(async () => {
    await server.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const run = async (config: object, target: object) => (await runJob(config, target)).results

  async function runJob(config: object, target: object) {
    const answer = await fetch(`${server.url}/v1/evaluation/jobs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ config: { namespace: 'default', ...config }, target }),
    })
    const { id, detail } = (await answer.json()) as { id: string; detail?: unknown }
    expect(answer.status, JSON.stringify(detail)).toBeLessThan(300)
    for (;;) {
      const status = (await (await fetch(`${server.url}/v1/evaluation/jobs/${id}`)).json()) as { status: string }
      if (['completed', 'failed', 'cancelled'].includes(status.status)) break
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    const results = await (await fetch(`${server.url}/v1/evaluation/jobs/${id}/results`)).json()
    return { id, results: results as Results }
  }

  it('names the file’s hash, pooling and layers in the score, and tells paraphrases from other texts', async () => {
    const metrics = { sim: { type: 'embedding-similarity', params: { encoder: MODEL } } }
    const rows = [
      { prompt: 'q', response: 'The cat sat on the mat.', ideal_response: 'A cat was sitting on a mat.' },
      { prompt: 'q', response: 'Stocks fell sharply on Monday.', ideal_response: 'A cat was sitting on a mat.' },
    ]
    const results = await run(
      { type: 'similarity_metrics', tasks: { t: { type: 'default', metrics } } },
      { type: 'rows', rows },
    )

    const scores = results.tasks['t']?.metrics['sim']?.scores ?? {}
    const hash = createHash('sha256')
      .update(readFileSync(join(modelsDir ?? '', `${MODEL}.gguf`)))
      .digest('hex')
    const name = `cosine[${MODEL},mean,layer 6,sha256 ${hash.slice(0, 12)}]`
    expect(Object.keys(scores)).toEqual([name])
    expect(scores[name]?.stats).toMatchObject({ count: 2 })
    expect(scores[name]?.stats?.max).toBeGreaterThan(0.8)
    expect(scores[name]?.stats?.min).toBeLessThan(0.3)
  })

  it(
    'gives the BERTScores that the matching code of bert_score gives, at two layers',
    { timeout: 240_000 },
    async () => {
      const pairs = JSON.parse(readFileSync(join(modelsDir ?? '', 'bertscore.json'), 'utf8')) as BertScorePair[]
      const rows = pairs.map(({ candidate, reference }) => ({
        prompt: 'q',
        response: candidate,
        ideal_response: reference,
      }))
      const metrics = {
        last: { type: 'bert', params: { encoder: MODEL } },
        third: { type: 'bert', params: { encoder: MODEL, encoder_layer: 3 } },
      }

      const { id, results } = await runJob(
        { type: 'similarity_metrics', tasks: { t: { type: 'default', metrics } } },
        { type: 'rows', rows },
      )
      const samples = await Promise.all(
        pairs.map(async (_, row) => {
          const answer = await fetch(`${server.url}/api/jobs/${id}/samples/t/${row}`)
          return (await answer.json()) as { scores: Record<string, number | null> }
        }),
      )

      expect(pairs).toHaveLength(30)
      expect(Object.keys(results.tasks['t']?.metrics['last']?.scores ?? {})[2]).toMatch(
        /^f1\[all-minilm-l6-v2,last L6,no idf,sha256 [0-9a-f]{12}\]$/,
      )
      for (const [row, { layers }] of pairs.entries()) {
        const scores = samples[row]?.scores ?? {}
        for (const [metric, layer] of [
          ['last', '6'],
          ['third', '3'],
        ] as const) {
          const own = Object.entries(scores).filter(([key]) => key.startsWith(`${metric}.`))
          // precision, recall, F1; 32-bit vectors on one side, 64-bit ones on the other
          for (const [i, [, value]] of own.entries())
            expect(value, `row ${row}`).toBeCloseTo(layers[layer][i] ?? NaN, 5)
          expect(own).toHaveLength(3)
        }
      }
    },
  )

  it('finds the documents of a BEIR folder in the Data Store', async () => {
    const nemo = new NemoClient({ baseURL: server.url })
    await nemo.dataStore.createRepo(REPO)
    await nemo.dataStore.uploadFiles(
      REPO,
      Object.entries(FILES).map(([path, content]) => ({ path, content })),
    )
    const metrics = { recall_1: { type: 'recall_1' }, ndcg_cut_3: { type: 'ndcg_cut_3' } }
    const dataset = { files_url: 'hf://datasets/default/beir-small' }
    const pipeline = { query_embedding_model: MODEL, index_embedding_model: MODEL, top_k: 3 }

    const results = await run(
      { type: 'retriever', tasks: { beir: { type: 'beir', dataset, metrics } } },
      { type: 'retriever', retriever: { pipeline } },
    )

    expect(results.groups['evaluation']?.metrics['evaluation']?.scores).toMatchObject({
      recall_1: { value: 1 },
      ndcg_cut_3: { value: 1 },
    })
  })
})

interface BertScorePair {
  candidate: string
  reference: string
  /** Precision, recall and F1 by hidden layer. */
  layers: Record<'3' | '6', number[]>
}
interface Results {
  tasks: Record<string, Tree>
  groups: Record<string, Tree>
}
interface Tree {
  metrics: Record<
    string,
    { scores: Record<string, { value: number; stats?: { max: number; min: number; count: number } }> }
  >
}
