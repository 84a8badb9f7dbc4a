import type { JobItem } from '@evalflow/contract'
import { runSamples, type RunSummary } from '@evalflow/engine'
import type { EvaluationOutcome } from '@evalflow/evaluations'
import { afterEach, describe, expect, it } from 'vitest'
import { createTestServer, type TestServer } from '../testing/test-server.ts'
import type { EvaluationPort } from './evaluation-port.ts'

let server: TestServer
afterEach(() => server?.stop())

interface Script {
  /** Rows that fail; may change between runs. */
  failing: Set<number>
  asked: number[]
  /** The row after which nothing comes before `gate` opens. */
  stopAt?: number
}

/** Rows are asked of the script, and journaled by the engine as always. */
function portOf(script: Script): EvaluationPort {
  return {
    plan: async ({ config }) => ({
      run: async ({ journal, signal }) => {
        const rows = (config as { params: { limit_samples: number } }).params.limit_samples
        const summary = await runSamples({
          journal,
          signal,
          policy: { parallelism: 1 },
          tasks: [
            {
              name: 'qa',
              total: rows,
              fingerprint: 'f',
              samples: Array.from({ length: rows }, (_, index) => ({ task: 'qa', index, id: `${index}`, item: {} })),
              pipeline: {
                async runSample({ index }) {
                  if (index === script.stopAt) {
                    delete script.stopAt
                    await new Promise((_, reject) => signal.addEventListener('abort', reject))
                  }
                  script.asked.push(index)
                  if (script.failing.has(index)) throw new Error('no answer')
                  return { prompt: '', answer: '', reference: '', scores: { 'em.em': 1 }, unscored: {} }
                },
              },
            },
          ],
        })
        return toOutcome(summary)
      },
    }),
    live: () => Promise.reject(new Error('not in this test')),
  }
}

const toOutcome = (summary: RunSummary): EvaluationOutcome => ({
  state: summary.state === 'budget' ? 'cancelled' : summary.state,
  message: summary.message || 'Job completed successfully.',
  tasks: {},
  groups: {},
  taskStatus: {},
  progress: { ...summary, scores: [] },
})

const config = { type: 'custom', tasks: { qa: { type: 'data' } }, params: { limit_samples: 10 } }
const target = { type: 'model', model: { api_endpoint: { url: 'http://h.example/v1', model_id: 'm' } } }
async function launch(script: Partial<Script>): Promise<{ id: string; script: Script }> {
  const whole: Script = { failing: new Set(), asked: [], ...script }
  server = await createTestServer({ parts: { evaluation: portOf(whole) } })
  const answer = await server.request('/v1/evaluation/jobs', { json: { config, target } })
  return { id: ((await answer.json()) as { id: string }).id, script: whole }
}
const item = async (id: string) => (await server.request(`/api/jobs/${id}`)).json() as Promise<JobItem>
const until = (id: string, status: string) =>
  expect.poll(async () => (await item(id)).status, { timeout: 5_000, interval: 10 }).toBe(status)
const post = (path: string, json: unknown = {}) => server.request(path, { json })

describe('a job', () => {
  it('with failed rows is completed and says so; retry asks those alone', async () => {
    const { id, script } = await launch({ failing: new Set([2, 5]) })
    await until(id, 'completed')
    expect(await item(id)).toMatchObject({
      message: 'Completed; 2 of 10 samples failed.',
      progress: { partial: true, failed: 2 },
    })
    script.failing.clear()
    script.asked.length = 0

    const answer = await post(`/api/jobs/${id}/retry`)

    expect(answer.status).toBe(202)
    expect(await answer.json()).toMatchObject({ id, rows: 2 })
    await expect.poll(async () => (await item(id)).message).toBe('Job completed successfully.')
    expect(script.asked).toEqual([2, 5])
    expect((await post(`/api/jobs/${id}/retry`)).status).toBe(409)
  })

  it('is paused and goes on where it stopped', async () => {
    const { id, script } = await launch({ stopAt: 4 })
    await expect.poll(() => script.asked.length).toBe(4)

    expect((await post(`/api/jobs/${id}/resume`)).status).toBe(409)
    expect((await post(`/api/jobs/${id}/pause`)).status).toBe(202)
    await until(id, 'cancelled')
    expect(await item(id)).toMatchObject({ paused: true, message: 'Paused. Resume to go on where it stopped.' })
    expect((await post(`/api/jobs/${id}/pause`)).status).toBe(409)

    expect((await post(`/api/jobs/${id}/resume`)).status).toBe(202)
    await until(id, 'completed')
    expect(await item(id)).toMatchObject({ paused: false })
    expect(script.asked).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  it('that failed goes on with the rows that failed with it, of a wrong key, say', async () => {
    const { id, script } = await launch({ failing: new Set([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]) })
    await until(id, 'failed')
    script.failing.clear()

    expect((await post(`/api/jobs/${id}/resume`)).status).toBe(202)
    await until(id, 'completed')
    expect(await item(id)).toMatchObject({ progress: { done: 10, failed: 0 } })
  })

  it('is extended with more rows, and asks only those', async () => {
    const { id, script } = await launch({})
    await until(id, 'completed')

    expect((await post(`/api/jobs/${id}/extend`, { limit_samples: 10 })).status).toBe(409)
    expect((await post(`/api/jobs/${id}/extend`, { limit_samples: 13 })).status).toBe(202)

    await expect.poll(async () => (await item(id)).progress?.done).toBe(13)
    expect(script.asked.slice(10)).toEqual([10, 11, 12])
  })

  it('that does not exist is a 404', async () => {
    await launch({})

    for (const action of ['pause', 'resume', 'retry'])
      expect((await post(`/api/jobs/eval-none/${action}`)).status).toBe(404)
  })
})
