import { createFakeClock } from '@evalflow/testkit'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Transport, WireFailure, type WireReply } from '../call/transport.ts'
import { toCallPolicy } from '../policy.ts'
import { runSamples } from './run-samples.ts'
import { askOnce, createJournal, TASK, toRows, toTask } from './test-job.ts'

type Answer = 'ok' | 'limited' | 'limited 2 s' | 'error' | 'malformed' | 'reset' | 'bad'
const ANSWERS: readonly Answer[] = ['ok', 'limited', 'limited 2 s', 'error', 'malformed', 'reset', 'bad']
const policy = { maxRetries: 2, maxRateLimitRetries: 3, breakerFailures: 1_000_000, retryBudgetMin: 1_000_000 }

/** What the rules say of one row, as a plain loop over its answers; after them the endpoint is well. */
function toExpected(answers: readonly Answer[]): { ok: boolean; requests: number } {
  let faults = 0
  let limits = 0
  for (let requests = 1; ; requests++) {
    const answer = answers[requests - 1] ?? 'ok'
    if (answer === 'ok') return { ok: true, requests }
    if (answer === 'bad') return { ok: false, requests }
    if (answer.startsWith('limited') ? ++limits > policy.maxRateLimitRetries : ++faults > policy.maxRetries)
      return { ok: false, requests }
  }
}

it('[F1-F7] [R4] [R6] [S1] any mix of faults gives each row the requests and the end a naive model predicts', async () => {
  const scripts = fc.array(fc.array(fc.constantFrom(...ANSWERS), { maxLength: 6 }), { minLength: 1, maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(
      scripts,
      fc.integer({ min: 1, max: 5 }),
      fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })),
      async (rows, parallelism, uniform) => {
        const clock = createFakeClock()
        const seen = rows.map(() => 0)
        const notBefore = rows.map(() => 0)
        let inFlight = 0
        const transport: Transport = {
          async send({ body }) {
            const row = Number(/say (\d+)/.exec(body)?.[1])
            expect(++inFlight).toBeLessThanOrEqual(parallelism)
            expect(clock.nowMs()).toBeGreaterThanOrEqual(notBefore[row] ?? 0)
            await new Promise((resolve) => setImmediate(resolve))
            inFlight--
            const at = seen[row] ?? 0
            seen[row] = at + 1
            const answer = rows[row]?.[at] ?? 'ok'
            if (answer === 'limited 2 s') notBefore[row] = clock.nowMs() + 2000
            return toReply(answer, `say ${row}`)
          },
          destroy: () => {},
        }
        const journal = createJournal()
        let isOver = false
        const endpoint = { id: 'e', url: 'http://e/v1', modelId: 'm', format: 'openai' as const }

        const run = runSamples({
          tasks: [toTask(askOnce(endpoint), rows.length, { samples: toRows(rows.length) })],
          journal,
          policy: { ...policy, parallelism },
          transport,
          clock,
          random: () => uniform.next().value ?? 0,
        }).finally(() => (isOver = true))
        while (!isOver) await clock.next()
        await run

        const expected = rows.map(toExpected)
        expect(seen).toEqual(expected.map((row) => row.requests))
        expect([...journal.samples(TASK)].map((row) => row.status === 'ok')).toEqual(expected.map((row) => row.ok))
      },
    ),
    { numRuns: 60 },
  )
}, 30_000)

it('[R1] waits between attempts as the policy says, to the millisecond', async () => {
  const clock = createFakeClock(0)
  const sentAtMs: number[] = []
  const transport: Transport = {
    send: () => {
      sentAtMs.push(clock.nowMs())
      return toReply(sentAtMs.length < 4 ? 'error' : 'ok', 'say 0')
    },
    destroy: () => {},
  }
  const endpoint = { id: 'e', url: 'http://e/v1', modelId: 'm', format: 'openai' as const }
  let isOver = false

  const run = runSamples({
    tasks: [toTask(askOnce(endpoint), 1)],
    journal: createJournal(),
    policy: toCallPolicy({ baseDelayMs: 100 }),
    transport,
    clock,
    random: () => 0.5,
  }).finally(() => (isOver = true))
  while (!isOver) await clock.next()
  await run

  expect(sentAtMs).toEqual([0, 50, 150, 350])
})

function toReply(answer: Answer, text: string): Promise<WireReply> {
  const seen = { durationMs: 1, ttftMs: null, status: null }
  const reply = (status: number, body: string, retryAfter: string | null = null): Promise<WireReply> =>
    Promise.resolve({
      status,
      retryAfter,
      text: body,
      streamed: null,
      durationMs: 1,
      ttftMs: null,
    })
  if (answer === 'ok')
    return reply(200, JSON.stringify({ choices: [{ message: { content: text }, finish_reason: 'stop' }] }))
  if (answer === 'limited') return reply(429, '')
  if (answer === 'limited 2 s') return reply(429, '', '2')
  if (answer === 'error') return reply(500, '')
  if (answer === 'malformed') return reply(200, '{')
  if (answer === 'bad') return reply(400, '')
  return Promise.reject(new WireFailure('connection_failed', 'reset', seen))
}
