import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { openJournal } from '@evalflow/engine'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createServices, datasetRef, modelTarget, startEndpoint } from '../dev/test-services.ts'
import { planEvaluation } from '../run/plan-evaluation.ts'
import { runEvaluation } from '../run/run-evaluation.ts'
import { estimateCounter, findTokenizer } from './count-tokens.ts'
import { fitWindow } from './fit-window.ts'

type Json = Record<string, unknown>

const words = {
  by: 'tokenizer' as const,
  count: (body: Json) => Promise.resolve(JSON.stringify(body).split(' ').length),
}
const user = (content: string) => ({ role: 'user', content })
const assistant = (content: string) => ({ role: 'assistant', content })
const system = { role: 'system', content: 'be brief' }
const long = (n: number) => Array.from({ length: n }, (_, i) => `w${i}`).join(' ')

describe('fitWindow', () => {
  const messages = [system, user(long(50)), assistant(long(20)), user(long(10)), assistant('b'), user('last one')]

  it('leaves alone what fits, and counts the answer’s tokens in', async () => {
    const settings = { max_tokens: 100, policy: 'error' as const, count: 'auto' as const }

    const fitting = await fitWindow({ messages }, settings, words)
    const withAnswer = fitWindow({ messages, max_tokens: 50 }, settings, words)

    expect(fitting).toEqual({ body: { messages }, note: null })
    await expect(withAnswer).rejects.toMatchObject({
      code: 'context_window',
      message: expect.stringContaining('50 of the window of 100'),
    })
  })

  it('drops whole turns from the oldest on, and keeps the system’s message and the last turn', async () => {
    const settings = { max_tokens: 20, policy: 'drop-oldest-turns' as const, count: 'auto' as const }

    const { body, note } = await fitWindow({ messages }, settings, words)

    expect(body['messages']).toEqual([system, ...messages.slice(3)])
    expect(note).toMatchObject({ dropped_messages: 2, dropped_characters: 0, tokens_sent: 12, counted_by: 'tokenizer' })
  })

  it('cuts the left of what is left, and says how much', async () => {
    const settings = { max_tokens: 20, policy: 'truncate-left' as const, count: 'auto' as const }
    const text = long(100)

    const { body, note } = await fitWindow({ prompt: text }, settings, words)

    expect(text.endsWith(String(body['prompt']))).toBe(true)
    expect(note?.tokens_sent).toBeLessThanOrEqual(20)
    expect(note?.dropped_characters).toBe(text.length - String(body['prompt']).length)
  })

  it('fails where the policy leaves nothing more to drop', async () => {
    const settings = { max_tokens: 5, policy: 'drop-oldest-turns' as const, count: 'auto' as const }

    await expect(fitWindow({ messages: [user(long(50))] }, settings, words)).rejects.toThrow('may drop')
  })

  it('never sends more than the window, and never parts a tool’s result from its call', async () => {
    const turn = fc.tuple(fc.string({ maxLength: 60 }), fc.boolean(), fc.string({ maxLength: 60 }))
    const policies = fc.constantFrom('drop-oldest-turns' as const, 'truncate-left' as const)

    await fc.assert(
      fc.asyncProperty(
        fc.array(turn, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 8, max: 120 }),
        policies,
        async (turns, max_tokens, policy) => {
          const talk = turns.flatMap(([asked, calls, said]) => [
            user(asked),
            ...(calls
              ? [
                  { role: 'assistant', content: null, tool_calls: [{ id: 'c' }] },
                  { role: 'tool', content: said },
                ]
              : []),
            assistant(said),
          ])
          try {
            const { body } = await fitWindow(
              { messages: talk },
              { max_tokens, policy, count: 'estimate' },
              estimateCounter,
            )

            expect(await estimateCounter.count(body)).toBeLessThanOrEqual(max_tokens)
            expect((body['messages'] as Json[])[0]?.['role']).toBe('user')
          } catch (error) {
            expect(error).toMatchObject({ code: 'context_window' })
          }
        },
      ),
    )
  })
})

describe('a task with a window', () => {
  const config = (window: Json, params: Json = {}) => ({
    type: 'custom',
    params,
    tasks: {
      qa: {
        type: 'chat-completion',
        dataset: datasetRef('rows'),
        params: { template: { messages: '{{ item.messages | tojson }}' }, context_window: window },
        metrics: { check: { type: 'string-check', params: { check: ['{{ sample.output_text }}', 'equals', 'ok'] } } },
      },
    },
  })
  const rows = [{ messages: [user('x'.repeat(900)), assistant('y'), user('z')] }, { messages: [user('short')] }]

  async function run(window: Json) {
    const endpoint = await startEndpoint(() => 'ok')
    const services = createServices({ rows }, endpoint)
    const plan = await planEvaluation({ config: config(window), target: modelTarget, services })
    const journal = openJournal(':memory:')
    const outcome = await runEvaluation(plan, { journal })
    // the plan also asked for a tokenizer
    const asked = endpoint.stats.recent.filter(({ path }) => path.endsWith('/chat/completions'))
    return { outcome, asked, samples: [...journal.samples('qa')] }
  }

  it('counts its trimmed rows in the result, and says that tokens are estimated', async () => {
    const { outcome, asked, samples } = await run({ max_tokens: 100, policy: 'drop-oldest-turns' })

    const { metrics, data } = outcome.tasks['qa'] ?? {}
    expect(metrics?.['context_window']?.scores['trimmed_rows']?.value).toBe(1)
    expect(data).toMatchObject({
      context_window: { max_tokens: 100, policy: 'drop-oldest-turns', counted_by: 'estimate' },
    })
    expect(outcome.progress.warnings).toContainEqual(expect.stringContaining('estimate'))
    expect(samples[0]?.extra).toMatchObject({ context_window: [{ dropped_messages: 2 }] })
    expect(samples[1]?.extra).toBeUndefined()
    expect(asked.map(({ body }) => (body['messages'] as Json[]).length).toSorted()).toEqual([1, 1])
  })

  it('fails rows that do not fit by default, and sends nothing for them', async () => {
    const { outcome, asked, samples } = await run({ max_tokens: 100 })

    expect(outcome.progress).toMatchObject({ done: 2, failed: 1 })
    expect(samples[0]?.error).toContain('window of 100')
    expect(asked).toHaveLength(1)
  })

  it('refuses a tokenizer that is not there', async () => {
    await expect(run({ max_tokens: 100, count: 'tokenizer' })).rejects.toThrow('has no tokenizer')
  })
})

it('finds the endpoint’s tokenizer beside its routes', async () => {
  const server = createServer((request, response) => {
    if (request.url !== '/tokenize') return response.writeHead(404).end()
    let text = ''
    request.on('data', (chunk: Buffer) => (text += chunk.toString()))
    request.on('end', () => {
      const { prompt, messages } = JSON.parse(text) as { prompt?: string; messages?: Json[] }
      response.end(JSON.stringify({ count: prompt?.split(' ').length ?? 100 * (messages?.length ?? 0) }))
    })
    return undefined
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/chat/completions`

  const counter = await findTokenizer({ id: 'x', url, modelId: 'm', format: 'openai' })

  expect(counter?.by).toBe('tokenizer')
  expect(await counter?.count({ messages: [user('a'), user('b')] })).toBe(200)
})
