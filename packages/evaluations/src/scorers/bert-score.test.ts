/** On an endpoint that answers as llama.cpp's server does with `--pooling none`; a real encoder stands in the server's tests. */
import { type Server, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { openJournal } from '@evalflow/engine'
import { afterEach, expect, it } from 'vitest'
import { planEvaluation } from '../run/plan-evaluation.ts'
import { runEvaluation } from '../run/run-evaluation.ts'
import type { EvaluationServices } from '../types.ts'

const VECTORS: Record<string, number[]> = { '[CLS]': [0, 0, 1], a: [1, 0, 0], b: [0, 2, 0], c: [3, 4, 0] }
const FIRST = '[CLS]'

const open: Server[] = []
afterEach(() => Promise.all(open.splice(0).map((server) => new Promise((resolve) => server.close(resolve)))))

type Answer = (texts: readonly string[]) => unknown
const perToken: Answer = (texts) =>
  texts.map((text, index) => ({
    index,
    embedding: [FIRST, ...text.split(' '), FIRST].map((word) => VECTORS[word] ?? [1, 1, 1]),
  }))

async function score(pairs: readonly (readonly [string, string])[], answer: Answer, params: object = {}) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk: Buffer) => (text += String(chunk)))
    request.on('end', () => {
      asked.push(String(request.url))
      const body = JSON.parse(text) as { input: string[]; content: string }
      response.end(
        JSON.stringify(request.url === '/tokenize' ? { tokens: body.content.split(' ') } : answer(body.input)),
      )
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  open.push(server)
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/embeddings`
  const services: EvaluationServices = {
    openDataset: () => Promise.reject(new Error('these rows are inline')),
    resolveModel: () => Promise.resolve({ id: 'mini', url, modelId: 'mini', format: 'openai' }),
  }
  const metrics = { bs: { type: 'bert', params: { encoder: 'mini', encoder_version: 'q8.1', ...params } } }
  const config = { type: 'similarity_metrics', tasks: { sim: { type: 'default', metrics } } }
  const rows = pairs.map(([response, ideal]) => ({ prompt: 'q', response, ideal_response: ideal }))
  const plan = await planEvaluation({ config, target: { type: 'rows', rows }, services })
  const journal = openJournal(':memory:')
  await runEvaluation(plan, { journal })
  return { asked, samples: rows.map((_, row) => journal.getSample('sim', row)) }
}

const NAMES = ['precision', 'recall', 'f1'].map((name) => `bs.${name}[mini,last,no idf,version q8-1]`)

it('matches token vectors of a server without pooling, special tokens without weight', async () => {
  const { samples, asked } = await score(
    [
      ['a', 'a b'],
      ['c', 'a'],
    ],
    perToken,
    { encoder_version: 'version q8.1' },
  )

  expect(NAMES.map((name) => samples[0]?.scores[name])).toEqual([1, 0.5, 2 / 3])
  // c is (0.6, 0.8): cosine 0.6 with a
  expect(samples[1]?.scores[NAMES[0] ?? '']).toBeCloseTo(0.6, 12)
  expect(asked.filter((path) => path === '/embeddings')).toHaveLength(2)
})

it('gives an empty answer 0, and leaves a row without a reference unscored', async () => {
  const { samples, asked } = await score(
    [
      ['  ', 'a'],
      ['a', ' '],
    ],
    perToken,
    { encoder_version: 'version q8.1' },
  )

  expect(NAMES.map((name) => samples[0]?.scores[name])).toEqual([0, 0, 0])
  expect(Object.values(samples[1]?.unscored ?? {})).toEqual(NAMES.map(() => 'the reference is empty'))
  expect(asked).toEqual([])
})

it.each<[string, Answer, string]>([
  ['one vector per text', (texts) => texts.map((_, index) => ({ index, embedding: [1, 0] })), 'one vector per text'],
  [
    'vectors that no count explains',
    (texts) => texts.map((_, index) => ({ index, embedding: [[1], [1]] })),
    '2 vectors came',
  ],
  ['a text too few', () => [{ index: 0, embedding: [[1]] }], '1 entries came for 2 texts'],
])('leaves rows unscored with the reason: %s', async (_what, answer, reason) => {
  const { samples } = await score([['a', 'b']], answer)

  expect(Object.values(samples[0]?.scores ?? {})).toEqual([null, null, null])
  expect(Object.values(samples[0]?.unscored ?? {})[0]).toContain(reason)
})

it('refuses idf, which it does not compute', async () => {
  await expect(score([['a', 'a']], perToken, { idf: true })).rejects.toMatchObject({ code: 'metric_unavailable' })
})
