import { openJournal } from '@evalflow/engine'
import type { Script } from '@evalflow/testkit'
import { expect, it } from 'vitest'
import { createServices, datasetRef, modelTarget, startEndpoint } from '../dev/test-services.ts'
import { planEvaluation } from '../run/plan-evaluation.ts'
import { runEvaluation } from '../run/run-evaluation.ts'

type Json = Record<string, unknown>

const IMAGE = 'data:image/png;base64,iVBORw0KGgo='
const parts = [
  { type: 'text', text: 'What is {{ item.q }}?' },
  { type: 'image_url', image_url: { url: '{{ item.image }}', detail: 'low' } },
  { type: 'input_audio', input_audio: { data: 'UklGRg==', format: 'wav' } },
  { type: 'file', file: { file_id: 'file-1' } },
]
const nvext = { greed_sampling: true, annotations: ['a'], deep: { x: [1, null] } }

async function evaluate(script: Script, params: Json = {}, extra: Json = {}) {
  const endpoint = await startEndpoint(script)
  const task = {
    type: 'chat-completion',
    dataset: datasetRef('rows'),
    params: { template: { messages: [{ role: 'user', content: parts }], ...extra }, ...params },
    metrics: { check: { type: 'string-check', params: { check: ['{{ sample.output_text }}', 'equals', 'a cat'] } } },
  }
  const services = createServices({ rows: [{ q: 'this', image: IMAGE, nvext }] }, endpoint)
  const journal = openJournal(':memory:')
  const plan = await planEvaluation({ config: { type: 'custom', tasks: { qa: task } }, target: modelTarget, services })
  await runEvaluation(plan, { journal })
  return { endpoint, sample: journal.getSample('qa', 0) }
}

it('sends image, sound and file parts as the template has them, columns filled in', async () => {
  const { endpoint, sample } = await evaluate(() => 'a cat')

  const [text, image, ...others] = parts
  const expected = [
    { ...text, text: 'What is this?' },
    { ...image, image_url: { url: IMAGE, detail: 'low' } },
    ...others,
  ]
  expect(endpoint.stats.recent[0]?.body['messages']).toEqual([{ role: 'user', content: expected }])
  expect(sample).toMatchObject({ status: 'ok', prompt: [{ role: 'user', content: expected }] })
})

it('names the parts of a request that the model refused', async () => {
  const { sample } = await evaluate(() => ({
    fault: { kind: 'status', status: 400, message: 'not a multimodal model' },
  }))

  expect(sample).toMatchObject({
    status: 'failed',
    scores: {},
    error: expect.stringMatching(
      /The request held image_url at messages\.0\.content\.1, input_audio at .*2, file at .*3, and was refused\. .*HTTP 400: not a multimodal model/,
    ),
  })
})

it('sends nothing where the target is said not to take a part', async () => {
  const { endpoint, sample } = await evaluate(() => 'a cat', { content_parts: ['image_url'] })

  expect(endpoint.stats.requests).toBe(0)
  expect(sample).toMatchObject({
    status: 'failed',
    error: expect.stringContaining('input_audio at messages.0.content.2'),
  })
})

it('carries nvext unchanged, from the template or a column', async () => {
  const literal = await evaluate(() => 'a cat', {}, { nvext })
  const column = await evaluate(() => 'a cat', {}, { nvext: '{{ item.nvext | tojson }}' })

  expect(literal.endpoint.stats.recent[0]?.body['nvext']).toEqual(nvext)
  expect(column.endpoint.stats.recent[0]?.body['nvext']).toEqual(nvext)
})
