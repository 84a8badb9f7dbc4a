import { expect, it } from 'vitest'
import type { Clock } from '../clock.ts'
import { toCallPolicy } from '../policy.ts'
import { createToolCaller, type ToolCall } from './tool-caller.ts'
import type { ToolFault, ToolReply } from './tool-transport.ts'

/** Time passes only while somebody waits. */
function createClock(): Clock & { now: number } {
  const clock = {
    now: 0,
    nowMs: () => clock.now,
    setTimer(fn: () => void, delayMs: number) {
      const timer = setImmediate(() => {
        clock.now += delayMs
        fn()
      })
      return () => clearImmediate(timer)
    },
  }
  return clock
}

const answer = (status: number, retryAfter: string | null = null): ToolReply => ({
  status,
  retryAfter,
  contentType: null,
  text: 't',
  durationMs: 1,
})
const fault = (kind: ToolFault): ToolReply => ({ fault: kind, message: kind, durationMs: 1 })

function start(replies: readonly ToolReply[], policy = toCallPolicy()) {
  const clock = createClock()
  let sent = 0
  const send = () => Promise.resolve(replies[Math.min(sent++, replies.length - 1)] ?? answer(200))
  const caller = createToolCaller({ send, close: async () => {} }, { policy, clock, random: () => 0.5 })
  const call = (more: Partial<ToolCall> = {}) =>
    caller.call({
      url: new URL('http://tools.example/w'),
      method: 'GET',
      headers: {},
      timeoutMs: 30_000,
      maxBytes: 1000,
      signal: new AbortController().signal,
      isIdempotent: false,
      ...more,
    })
  return { call, clock, sent: () => sent }
}

it('[T1] tries a GET again after a refused connection, a 429 and a 503, each time waiting longer', async () => {
  const { call } = start([fault('connection_failed'), answer(429), answer(503), answer(200)])

  const { reply, attempts } = await call()

  expect(reply).toMatchObject({ status: 200 })
  expect(attempts.map(({ status, fault: kind }) => status ?? kind)).toEqual(['connection_failed', 429, 503, 200])
  // half of 500, 1000 and 2000 ms
  expect(attempts.map(({ waited_ms }) => waited_ms)).toEqual([0, 250, 500, 1000])
})

it.each([
  ['[T1] a POST that is not declared idempotent', { method: 'POST' }, answer(503), 1],
  ['[T1] a POST that is', { method: 'POST', isIdempotent: true }, answer(503), 5],
  ['[T1] a status that another attempt does not change', {}, answer(404), 1],
  ['[T1] a fault that another attempt does not change', {}, fault('too_large'), 1],
  ['[T2] a wait longer than an attempt may take', {}, answer(429, '31'), 1],
] as const)('%s', async (_what, more, reply, expected) => {
  const { call, sent } = start([reply])

  const outcome = await call(more)

  expect([sent(), outcome.attempts.length]).toEqual([expected, expected])
  expect(outcome.reply).toBe(reply)
})

it('[T2] comes no earlier than Retry-After says', async () => {
  const { call } = start([answer(429, '7'), answer(200)])

  const { attempts } = await call()

  expect(attempts[1]?.waited_ms).toBeGreaterThanOrEqual(7000)
})

it('[T3] sends nothing to an origin that is dead, and says so', async () => {
  const policy = toCallPolicy({ breakerFailures: 2, breakerPauseMs: 100, deadAfterMs: 200, maxRetries: 0 })
  const { call, sent } = start([fault('connection_failed')], policy)

  const faults: unknown[] = []
  for (let i = 0; i < 30; i++) {
    const { reply } = await call({ method: 'POST' })
    faults.push('fault' in reply ? reply.fault : reply.status)
  }

  expect(faults).toContain('endpoint_dead')
  expect(sent()).toBe(faults.filter((kind) => kind === 'connection_failed').length)
})

it('[T4] spends no more retries than the budget of the run', async () => {
  const { call, sent } = start([answer(503)], toCallPolicy({ retryBudgetMin: 3, retryBudgetRatio: 0 }))

  await call()
  await call()

  expect(sent()).toBe(2 + 3)
})

it('stops waiting when the run ends', async () => {
  const stop = new AbortController()
  const { call } = start([answer(503)])
  setImmediate(() => stop.abort(new Error('run stopped')))

  await expect(call({ signal: stop.signal })).rejects.toThrow('run stopped')
})
