/** What a picker of models stores (`model:id`, `target:namespace/name`) has to run as the judge that was picked. */
import type { JobItem } from '@evalflow/contract'
import { findEvaluationForm } from '@evalflow/evaluations/fields'
import { defaultValues } from '@evalflow/graph'
import { startScriptedEndpoint, type ScriptedEndpoint } from '@evalflow/testkit'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestServer, type TestServer } from '../testing/test-server.ts'

let server: TestServer
let judge: ScriptedEndpoint
const read = async (path: string) => (await server.request(path)).json() as Promise<JobItem>

beforeAll(async () => {
  judge = await startScriptedEndpoint({ script: () => 'Fine.\nRATING: 4' })
  server = await createTestServer()
  const model = { api_endpoint: { url: judge.url, model_id: 'the-judge', format: 'openai' } }
  const stored = { type: 'model', namespace: 'default', name: 'picked', model }
  expect((await server.request('/v1/evaluation/targets', { json: stored })).status).toBeLessThan(300)
})
afterAll(() => Promise.all([server.stop(), judge.close()]))

it.each([
  ['custom', { task_type: 'data', metrics: [], judge: true, prediction: '{{ item.response }}' }],
  ['llm_as_a_judge', { answers: 'stored', response: 'response' }],
])('%s is judged by the stored target that was picked', async (type, values) => {
  const form = findEvaluationForm(type)
  if (!form) throw new Error(`There is no form "${type}".`)
  const parts = form.toConfigParts({ ...defaultValues(form.fields), ...values, judge_model: 'target:default/picked' })
  const config = { type: parts.type, params: parts.params, tasks: { qa: parts.task } }
  const target = { type: 'rows', rows: [{ prompt: '1+1?', response: '2', ideal_response: '2' }] }
  const asked = judge.stats.requests

  const { id } = (await (await server.request('/v1/evaluation/jobs', { json: { config, target } })).json()) as JobItem
  await expect
    .poll(async () => (await read(`/api/jobs/${id}`)).status, { timeout: 10_000, interval: 50 })
    .toMatch(/completed|failed/)

  const { status, message } = await read(`/api/jobs/${id}`)
  expect([status, message]).toEqual(['completed', expect.any(String)])
  expect(judge.stats.requests).toBeGreaterThan(asked)
  expect(judge.stats.recent.at(-1)?.body['model']).toBe('the-judge')
})
