import type { ComponentServices, StoredJob } from '@evalflow/components'
import { comparisonSchema, sampleSummarySchema } from '@evalflow/contract'
import { openJournal } from '@evalflow/engine'
import { sql } from 'kysely'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createParts } from '../parts.ts'
import { createTestServer, type TestServer } from '../testing/test-server.ts'

let server: TestServer
const read = async (path: string) => {
  const answer = await server.request(path)
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}
const listed = async (path: string) => ((await read(path)).body['data'] as { id: string }[]).map(({ id }) => id)

/** A finished job as the server leaves it: its entity, and its rows in a journal. */
async function addJob(
  id: string,
  rows: readonly { score: number; question: string; topic: string }[],
  { model = 'model-a', day = '2026-02-01' } = {},
): Promise<void> {
  const body = {
    status: 'completed',
    config: { namespace: 'default', name: 'qa', type: 'custom', tasks: {} },
    target: {
      namespace: 'default',
      name: `eval-target-${id}`,
      type: 'model',
      model: { api_endpoint: { url: 'http://h.example/v1', model_id: model } },
    },
  }
  const at = `${day}T10:00:00.000000`
  await sql`insert into entities (kind, namespace, name, id, body, created_at, updated_at)
    values ('job', 'default', ${id}, ${id}, ${JSON.stringify({ id, ...body })}, ${at}, ${at})`.execute(server.db)
  mkdirSync(join(server.dataDir, 'jobs', id), { recursive: true })
  const journal = openJournal(join(server.dataDir, 'jobs', id, 'journal.sqlite'))
  const { no } = journal.beginTask('qa', 'f', 'error')
  rows.forEach(({ score, ...item }, index) =>
    journal.appendOutcome(
      {
        taskNo: no,
        index,
        flags: score === 1 ? 0 : 4,
        hash: String(index),
        scores: JSON.stringify({ 'em.em': score }),
        durationMs: 1,
        ttftMs: null,
        promptTokens: 1,
        completionTokens: 1,
        record: JSON.stringify({
          prompt: item.question,
          answer: 'a',
          reference: 'b',
          unscored: {},
          error: null,
          served_by: model,
          cached: false,
          attempts: [],
          queue_ms: 0,
        }),
        item: JSON.stringify(item),
      },
      () => {},
    ),
  )
  journal.close()
}

const rows = (scores: readonly number[]) =>
  scores.map((score, index) => ({ score, question: `q${index}`, topic: index < 4 ? 'geo' : 'art' }))

beforeAll(async () => {
  const { createServices } = createParts({ modelsDir: '' })
  // there is no port, so the server's own calls of the platform go through `request`
  const jobs = {
    get: async (id: string) => (await server.request(`/v1/evaluation/jobs/${id}`)).json() as Promise<StoredJob>,
  }
  server = await createTestServer({
    parts: {
      createServices: (context) => ({
        ...createServices(context),
        nemo: { jobs } as ComponentServices['nemo'],
      }),
    },
  })
  await addJob('job-a', rows([0, 0, 0, 0, 0, 0, 1, 1]))
  await addJob('job-b', rows([1, 1, 1, 1, 1, 1, 1, 0]), { model: 'model-b', day: '2026-02-03' })
  await addJob('job-c', rows([1, 1]), { day: '2026-02-05' })
})
afterAll(() => server.stop())

describe('GET /api/comparisons', () => {
  it('compares jobs with the one that is named the baseline', async () => {
    const { status, body } = await read('/api/comparisons?ids=job-a,job-b&baseline=job-b')

    expect(status).toBe(200)
    const { baseline, candidates } = comparisonSchema.parse(body)
    expect([baseline.job_id, baseline.model]).toEqual(['job-b', 'model-b'])
    expect(candidates.map(({ run }) => run.job_id)).toEqual(['job-a'])
    // 6 rows turned wrong and 1 right: exact McNemar 2 (C(7,0) + C(7,1)) / 2^7 = 0.125
    expect(candidates[0]?.metrics[0]).toMatchObject({
      metric: 'em.em',
      n: 8,
      better: 1,
      worse: 6,
      p: expect.closeTo(0.125, 12),
    })
    expect(candidates[0]?.metrics[0]?.difference).toBeCloseTo(-0.625, 12)
  })

  it('refuses jobs over other rows, and compares what both have when asked', async () => {
    const refused = await read('/api/comparisons?ids=job-a,job-c')
    const shared = await read('/api/comparisons?ids=job-a,job-c&rows=shared')

    expect([refused.status, refused.body['code']]).toEqual([422, 'not_comparable'])
    expect(comparisonSchema.parse(shared.body).candidates[0]?.rows).toEqual({
      shared: 2,
      only_baseline: 6,
      only_candidate: 0,
    })
  })

  it.each([
    ['one job', 'ids=job-a', 422],
    ['six jobs', 'ids=a,b,c,d,e,f', 422],
    ['a baseline that is not among them', 'ids=job-a,job-b&baseline=job-c', 422],
    ['a job that is not there', 'ids=job-a,job-x', 404],
  ])('refuses %s', async (_case, query, status) => {
    expect((await read(`/api/comparisons?${query}`)).status).toBe(status)
  })
})

it('tells distribution and groups of a job', async () => {
  const summary = sampleSummarySchema.parse((await read('/api/jobs/job-b/summary')).body)

  expect(summary.metrics).toEqual([
    {
      metric: 'em.em',
      n: 8,
      bins: [
        { low: 0, high: 0, count: 1 },
        { low: 1, high: 1, count: 7 },
      ],
    },
  ])
  expect(summary.groups).toEqual([
    {
      by: 'topic',
      values: [
        { value: 'art', rows: 4, metrics: { 'em.em': { mean: 0.75, n: 4 } } },
        { value: 'geo', rows: 4, metrics: { 'em.em': { mean: 1, n: 4 } } },
      ],
    },
  ])
})

it('lists the samples of one category, wrong ones alone if asked', async () => {
  const page = async (query: string) =>
    ((await read(`/api/jobs/job-b/samples?${query}`)).body['data'] as { index: number }[]).map(({ index }) => index)

  expect(await page('category=topic%3Dart')).toEqual([4, 5, 6, 7])
  expect(await page('category=topic%3Dart&filter=wrong')).toEqual([7])
  expect(await page('category=topic%3Dnone')).toEqual([])
  expect(await page('category=task%3Dqa&page_size=2')).toEqual([0, 1])
  expect((await read('/api/jobs/job-b/samples?category=topic')).status).toBe(422)
})

it('finds jobs by target and by day', async () => {
  expect(await listed('/api/jobs?target=model-b')).toEqual(['job-b'])
  expect(await listed('/api/jobs?from=2026-02-03')).toEqual(['job-c', 'job-b'])
  expect(await listed('/api/jobs?from=2026-02-01&until=2026-02-03')).toEqual(['job-b', 'job-a'])
  expect((await read('/api/jobs?from=yesterday')).status).toBe(422)
})
