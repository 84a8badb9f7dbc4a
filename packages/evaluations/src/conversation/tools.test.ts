import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { openJournal } from '@evalflow/engine'
import type { Script } from '@evalflow/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createServices, datasetRef, modelTarget, startEndpoint } from '../dev/test-services.ts'
import { planEvaluation } from '../run/plan-evaluation.ts'
import { runEvaluation } from '../run/run-evaluation.ts'

type Json = Record<string, unknown>

const WEATHER = (city: string) => ({ name: 'weather', arguments: JSON.stringify({ city }) })
const metrics = {
  tools: { type: 'tool-calling', params: { tool_calls_ground_truth: '{{ item.expected | tojson }}' } },
  check: { type: 'string-check', params: { check: ['{{ sample.output_text }}', 'contains', '{{ item.answer }}'] } },
}
const row = {
  prompt: 'Weather in Oslo and Bergen?',
  answer: 'sun',
  expected: ['Bergen', 'Oslo'].map((city) => ({ function: { name: 'weather', arguments: { city } } })),
}

/** Calls both tools until results have come, then answers with them. */
const callsThenAnswers: Script = ({ body }) => {
  const messages = body['messages'] as { role: string; content: string }[]
  const results = messages.filter(({ role }) => role === 'tool')
  if (results.length === 0) return { toolCalls: [WEATHER('Oslo'), WEATHER('Bergen')] }
  return results.map(({ content }) => content).join(' and ')
}

async function evaluate(tools: Json, script: Script, given: Json = row) {
  const endpoint = await startEndpoint(script)
  const task = {
    type: 'chat-completion',
    dataset: datasetRef('rows'),
    params: { template: { messages: [{ role: 'user', content: '{{ item.prompt }}' }] }, conversation: { tools } },
    metrics,
  }
  const config = { type: 'custom', tasks: { talk: task } }
  const plan = () =>
    planEvaluation({ config, target: modelTarget, services: createServices({ rows: [given] }, endpoint) })
  const journal = openJournal(':memory:')
  const run = async (signal?: AbortSignal) =>
    runEvaluation(await plan(), { journal, ...(signal === undefined ? {} : { signal }) })
  return { run, plan, endpoint, sample: () => journal.getSample('talk', 0) }
}

async function startTool(answer: (city: string, asked: number) => { status?: number; text: string; hang?: boolean }) {
  const stats = { asked: 0, inFlight: 0, most: 0, headers: {} as NodeJS.Dict<string | string[]> }
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      stats.headers = request.headers
      stats.most = Math.max(stats.most, ++stats.inFlight)
      const { city } = JSON.parse(body) as { city: string }
      const { status = 200, text, hang } = answer(city, ++stats.asked)
      if (hang) return
      setTimeout(() => {
        stats.inFlight--
        response.writeHead(status).end(text)
      }, 40)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stats }
}

describe('mocked tools', () => {
  it('answer several calls of one turn by name and arguments, and all is recorded and scored', async () => {
    const mocks = [
      { name: 'weather', result: 'rain' },
      { name: 'weather', arguments: { city: 'Oslo' }, result: { sky: 'sun' } },
    ]
    const { run, endpoint, sample } = await evaluate({ mocks }, callsThenAnswers)

    const outcome = await run()

    expect(outcome.progress.scores.map(({ score, value }) => [score, value])).toEqual([
      ['function_name_accuracy', 1],
      ['function_name_and_args_accuracy', 1],
      ['string-check', 1],
    ])
    const { messages = [] } = (endpoint.stats.recent[1]?.body ?? {}) as { messages?: Json[] }
    const [, assistant, ...results] = messages
    const calls = assistant?.['tool_calls'] as { id: string }[]
    expect(results).toEqual([
      { role: 'tool', tool_call_id: calls[0]?.id, content: '{"sky":"sun"}' },
      { role: 'tool', tool_call_id: calls[1]?.id, content: 'rain' },
    ])
    expect(sample()).toMatchObject({
      answer: '{"sky":"sun"} and rain',
      extra: {
        conversation: {
          ended: 'all_turns',
          turns: [
            {
              steps: 2,
              tool_calls: [
                { name: 'weather', arguments: { city: 'Oslo' }, source: 'mock', result: '{"sky":"sun"}' },
                { name: 'weather', arguments: { city: 'Bergen' }, source: 'mock', result: 'rain' },
              ],
            },
          ],
        },
      },
    })
  })

  it('come from a column, and may fail', async () => {
    const given = { ...row, results: [{ name: 'weather', error: 'no such city' }] }
    const { run, sample } = await evaluate({ mocks: '{{ item.results | tojson }}' }, callsThenAnswers, given)

    await run()

    expect(sample()?.answer).toBe('{"error":"no such city"} and {"error":"no such city"}')
  })

  it('fail the row, or tell the model, where a call has no result', async () => {
    const mocks = [{ name: 'weather', arguments: { city: 'Oslo' }, result: 'sun' }]
    const strict = await evaluate({ mocks }, callsThenAnswers)
    const telling = await evaluate({ mocks, unmatched: 'tell' }, callsThenAnswers)

    await strict.run()
    await telling.run()

    expect(strict.sample()).toMatchObject({
      status: 'failed',
      scores: {},
      error: expect.stringContaining('No result is known for weather({"city":"Bergen"})'),
    })
    expect(telling.sample()?.answer).toContain('sun and {"error":"No result is known')
  })

  it('end with the cap on steps where a model never stops calling', async () => {
    const mocks = [{ name: 'weather', result: 'sun' }]
    const { run, endpoint, sample } = await evaluate({ mocks, max_steps: 4 }, () => ({ toolCalls: [WEATHER('Oslo')] }))

    await run()

    expect(endpoint.stats.requests).toBe(4)
    expect(sample()).toMatchObject({ extra: { conversation: { ended: 'max_steps' } } })
  })

  it('tell the model of arguments that are no JSON', async () => {
    const mocks = [{ name: 'weather', arguments: { city: 'Oslo' }, result: 'sun' }]
    const { run, sample } = await evaluate({ mocks }, ({ body }) =>
      (body['messages'] as Json[]).length > 1 ? 'sorry' : { toolCalls: [{ name: 'weather', arguments: '{"city' }] },
    )

    await run()

    expect(sample()).toMatchObject({
      status: 'ok',
      answer: 'sorry',
      extra: {
        conversation: { turns: [{ tool_calls: [{ source: 'none', error: expect.stringContaining('no JSON') }] }] },
      },
    })
  })
})

describe('tools over HTTP', () => {
  it('are asked side by side, within bounds, with their key, and recorded', async () => {
    const tool = await startTool((city) => (city === 'Oslo' ? { text: 'sun' } : { status: 503, text: 'closed' }))
    const http = { weather: { url: `${tool.origin}/w`, api_key: 'sk-tool' } }
    const { run, sample } = await evaluate({ http, allow: [tool.origin] }, callsThenAnswers)
    const single = await evaluate({ http, allow: [tool.origin], parallel: 1 }, callsThenAnswers)

    await run()
    const together = tool.stats.most
    tool.stats.most = 0
    await single.run()

    expect([together, tool.stats.most]).toEqual([2, 1])
    expect(sample()).toMatchObject({
      extra: {
        conversation: {
          turns: [
            {
              tool_calls: [
                { source: 'http', status: 200, result: 'sun', duration_ms: expect.any(Number) },
                { source: 'http', status: 503, error: 'HTTP 503', result: '{"error":"HTTP 503","body":"closed"}' },
              ],
            },
          ],
        },
      },
    })
    expect(tool.stats.headers['authorization']).toBe('Bearer sk-tool')
    expect(JSON.stringify(sample())).not.toContain('sk-tool')
  })

  it('are tried again where that does no harm, and every attempt is kept', async () => {
    const tool = await startTool((_city, asked) => (asked <= 2 ? { status: 503, text: 'closed' } : { text: 'sun' }))
    const http = { weather: { url: `${tool.origin}/w`, idempotent: true } }
    const { run, sample } = await evaluate({ http, allow: [tool.origin], parallel: 1 }, callsThenAnswers)

    await run()

    expect(tool.stats.asked).toBe(4)
    expect(sample()).toMatchObject({
      answer: 'sun and sun',
      extra: {
        conversation: {
          turns: [
            {
              tool_calls: [
                { status: 200, attempts: [{ status: 503 }, { status: 503 }, { status: 200 }] },
                { status: 200, attempts: [{ status: 200 }] },
              ],
            },
          ],
        },
      },
    })
  })

  it('are not asked twice for one call after a stop', async () => {
    const stop = new AbortController()
    let hangs = true
    const tool = await startTool(() => ({ text: 'sun' }))
    const http = { weather: { url: `${tool.origin}/w` } }
    const { run, sample } = await evaluate({ http, allow: [tool.origin] }, (request) => {
      const isSecond = (request.body['messages'] as Json[]).length > 1
      if (!isSecond || !hangs) return callsThenAnswers(request)
      setTimeout(() => stop.abort())
      return { fault: { kind: 'hang' } }
    })

    await run(stop.signal)
    hangs = false
    await run()

    expect(tool.stats.asked).toBe(2)
    expect(sample()).toMatchObject({ status: 'ok', answer: 'sun and sun' })
  })

  it('are refused outside the allowed origins, before anything is sent', async () => {
    const http = { weather: { url: 'https://elsewhere.example/w' } }
    const { plan } = await evaluate({ http, allow: ['https://tools.example'] }, callsThenAnswers)

    await expect(plan()).rejects.toMatchObject({
      path: 'config.tasks.talk.params.conversation.tools.http.weather.url',
      message: expect.stringContaining('https://elsewhere.example is not among'),
    })
  })
})
