/**
 * LLM As A Judge with a real, small model as judge, over the real server. Its verdicts are poor, which is the point: what
 * cannot be read is counted as unscored, and nothing is made up. Skipped without EVALFLOW_TEST_MODEL_DIR, as the title says.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { StudioClient } from '@evalflow/client'
import type { JobItem, Sample } from '@evalflow/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServer, type RunningServer } from './start-server.ts'

const modelsDir = process.env['EVALFLOW_TEST_MODEL_DIR']
const title = modelsDir
  ? 'smollm2-135m as judge'
  : 'smollm2-135m as judge (skipped: EVALFLOW_TEST_MODEL_DIR is not set)'
const MODEL = 'smollm2-135m'

const ROWS = [
  { prompt: 'Capital of France?', response: 'Paris.', baseline_response: 'Lyon.', ideal_response: 'Paris' },
  { prompt: 'Two and two?', response: 'Five.', baseline_response: 'Four.', ideal_response: '4' },
]
/** Processor time of a shared machine is dear; one row shows a mode as well as two. */
const ONE = ROWS.slice(1)
const TURNS = [
  {
    question_id: 1,
    category: 'math',
    turns: ['Two and two?', 'And three more?'],
    reference: ['4', '7'],
    response: ['4', '7'],
  },
]

describe.skipIf(!modelsDir)(title, { timeout: 300_000 }, () => {
  let server: RunningServer
  let studio: StudioClient
  const folder = mkdtempSync(join(tmpdir(), 'evalflow-judge-'))

  beforeAll(async () => {
    server = await startServer({
      port: 0,
      dataDir: join(folder, 'data'),
      modelsDir: modelsDir ?? '',
      logLevel: 'silent',
      firstRun: false,
    })
    studio = new StudioClient({ baseURL: server.url })
  })
  afterAll(async () => {
    await server.close()
    rmSync(folder, { recursive: true, force: true })
  })

  async function judge(
    params: object,
    rows: readonly object[] = ROWS,
    extra: object = {},
  ): Promise<{ job: JobItem; samples: Sample[] }> {
    const task = {
      type: 'custom',
      params: { judge_model: MODEL, judge_inference_params: { max_tokens: 24 }, ...params },
    }
    const body = {
      config: { type: 'llm_as_a_judge', namespace: 'default', tasks: { t: task }, params: { parallelism: 2, extra } },
      target: { type: 'rows', rows },
    }
    const answer = await fetch(`${server.url}/v1/evaluation/jobs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    const { id } = (await answer.json()) as { id: string }
    await expect
      .poll(async () => (await studio.job(id)).status, { timeout: 240_000, interval: 250 })
      .toMatch(/completed|failed/)
    const samples = await Promise.all(rows.map((_, index) => studio.sample(id, 't', index)))
    return { job: await studio.job(id), samples }
  }

  it.each([
    ['one rating', {}, ROWS, 'rating'],
    ['one rating, guided', { reference: '{{ item.ideal_response }}' }, ONE, 'rating'],
    ['a rubric', { mode: 'rubric', scores: { correctness: {}, clarity: {} } }, ONE, 'correctness'],
    ['a comparison in both orders', { mode: 'pairwise' }, ONE, 'win_rate'],
    ['MT-bench', { mode: 'mtbench', answers: 'stored' }, TURNS, 'rating'],
    ['a panel with a judge that only echoes', { judge_models: ['baseline-echo'] }, ONE, 'rating'],
  ] as const)('gives %s, or says of each row why not', async (_mode, params, rows, score) => {
    const { job, samples } = await judge(params, rows)

    expect(job).toMatchObject({ status: 'completed', progress: { done: rows.length, failed: 0 } })
    const found = job.progress?.scores.find((one) => one.score === score)
    expect((found?.n ?? 0) + (found?.unscored ?? 0)).toBe(rows.length)
    for (const sample of samples) {
      const value = sample.scores[`llm-judge.${score}`]
      if (value === null) expect(sample.unscored[`llm-judge.${score}`]).toMatch(/.+/)
      else expect(value).toBeTypeOf('number')
      expect(JSON.stringify(sample.judge)).toMatch(/"reply":"[^"]/)
    }
    expect(job.progress?.pipelines).toMatchObject([{ task: 't', pipeline: 'judge' }])
    const { judge: measured } = await studio.jobTimeline(job.id)
    expect(measured?.ttft_source).toBe('measured')
    expect(measured?.itl?.n).toBeGreaterThan(0)
  })

  it('says the same in a stream as without one', async () => {
    const [streamed, whole] = [await judge({}, ONE, { stream: true }), await judge({}, ONE, { stream: false })]

    const repliesOf = ({ samples }: typeof whole) => samples.map((sample) => sample.judge)
    expect(repliesOf(streamed)).toEqual(repliesOf(whole))
    const { judge: measured } = await studio.jobTimeline(whole.job.id)
    expect(measured?.ttft_unavailable?.[0]?.reason).toBe('streaming is switched off')
  })
})
