import { type Script, type ScriptedEndpoint, type ScriptedFault, startScriptedEndpoint } from '@evalflow/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Endpoint } from '../types.ts'
import { runSamples } from './run-samples.ts'
import { askOnce, createJournal, quick, runJob, TASK, toEndpoint, toRows, toTask } from './test-job.ts'

describe('faults of an endpoint', () => {
  it.each<[string, ScriptedFault]>([
    ['[F2] 500', { kind: 'status', status: 500 }],
    ['[F2] 503', { kind: 'status', status: 503 }],
    ['[F1] 429', { kind: 'status', status: 429 }],
    ['[F3] a reset connection', { kind: 'reset' }],
    ['[F4] a broken-off body', { kind: 'break_off' }],
    ['[F5] malformed JSON', { kind: 'malformed' }],
    ['[F5] an error with status 200', { kind: 'raw', status: 200, body: '{"error":{"message":"busy"}}' }],
    ['[F6] an empty list of choices', { kind: 'empty_choices' }],
  ])('%s is asked again, so no row is lost or doubled', async (_rule, fault) => {
    const server = await startServer((request) =>
      request.repeat === 0 && request.number % 3 === 0 ? { fault } : request.prompt,
    )
    const journal = createJournal()

    const summary = await runJob(askOnce(toEndpoint(server)), 60, { journal })

    expect(summary).toMatchObject({ state: 'completed', ok: 60, failed: 0, requests: server.stats.requests })
    expect(server.stats.requests).toBeGreaterThan(60)
    expect([...journal.samples(TASK)].map((row) => row.index)).toEqual([...toRows(60)].map((row) => row.index))
    const retried = [...journal.samples(TASK)].find((row) => row.attempts.length === 2)
    expect(retried?.attempts.map((attempt) => attempt.error === null)).toEqual([false, true])
  })

  it.each([400, 413, 422])('[F7] %i is not asked again', async (status) => {
    const server = await startServer((request) =>
      request.prompt === 'say 1' ? { fault: { kind: 'status', status, message: 'no such field' } } : request.prompt,
    )
    const journal = createJournal()

    const summary = await runJob(askOnce(toEndpoint(server)), 3, { journal })

    expect(summary).toMatchObject({ ok: 2, failed: 1, requests: 3 })
    expect(journal.getSample(TASK, 1)?.error).toBe(
      `Endpoint "target" failed after 1 attempt: HTTP ${status}: no such field`,
    )
  })

  it('[F3] a hanging request ends at its deadline and is asked again', async () => {
    const server = await startServer((request) => (request.number === 1 ? { fault: { kind: 'hang' } } : request.prompt))
    const journal = createJournal()

    const summary = await runJob(askOnce(toEndpoint(server)), 4, { journal, policy: { timeoutMs: 500 } })

    expect(summary).toMatchObject({ ok: 4, requests: 5 })
    const slow = [...journal.samples(TASK)].find((row) => row.attempts.length === 2)
    expect(slow?.attempts[0]).toMatchObject({ status: null, error: 'No complete answer within 500 ms.' })
    expect(slow?.attempts[0]?.duration_ms).toBeGreaterThanOrEqual(499)
  })

  it.each([
    ['seconds', () => '1'],
    ['an HTTP date', () => new Date(Date.now() + 2000).toUTCString()],
  ])('[R3] does not come back before Retry-After in %s', async (_form, toHeader) => {
    const arrivals: number[] = []
    const server = await startServer((request) => {
      arrivals.push(Date.now())
      return request.number === 0 ? { fault: { kind: 'status', status: 429, retryAfter: toHeader() } } : 'ok'
    })

    const summary = await runJob(askOnce(toEndpoint(server)), 1, { journal: createJournal() })

    expect(summary).toMatchObject({ ok: 1, requests: 2, rate_limited: 1, retried: 0 })
    expect((arrivals[1] ?? 0) - (arrivals[0] ?? 0)).toBeGreaterThanOrEqual(995)
  })

  it('[R6] a row fails after all its retries, with the last reason', async () => {
    const server = await startServer((request) =>
      request.prompt === 'say 2'
        ? { fault: { kind: 'status', status: 500, message: 'out of memory' } }
        : request.prompt,
    )
    const journal = createJournal()

    const summary = await runJob(askOnce(toEndpoint(server)), 5, { journal, policy: { maxRetries: 2 } })

    expect(summary).toMatchObject({ state: 'completed', ok: 4, failed: 1, requests: 7 })
    expect(journal.getSample(TASK, 2)).toMatchObject({
      status: 'failed',
      error: 'Endpoint "target" failed after 3 attempts: HTTP 500: out of memory',
    })
  })

  it('[R5] the run stops retrying when its retry budget is spent', async () => {
    const server = await startServer((request) =>
      request.number % 2 === 0 ? { fault: { kind: 'malformed' } } : { fault: { kind: 'empty_choices' } },
    )

    const summary = await runJob(askOnce(toEndpoint(server)), 20, {
      journal: createJournal(),
      policy: { maxRetries: 50, retryBudgetMin: 5, retryBudgetRatio: 1 },
    })

    expect(summary).toMatchObject({ state: 'failed', failed: 20, requests: 45, retried: 25 })
  })

  it('[B5] a dead endpoint fails the job in seconds, and nothing of it is a failed row', async () => {
    const dead = await startScriptedEndpoint()
    await dead.close()
    const startMs = performance.now()

    const summary = await runJob(askOnce(toEndpoint(dead)), 1000, {
      journal: createJournal(),
      policy: { deadAfterMs: 500, maxRetries: 100 },
    })

    expect(summary).toMatchObject({
      state: 'failed',
      failed: 0,
      message: expect.stringContaining('No endpoint answers: "target"'),
    })
    expect(performance.now() - startMs).toBeLessThan(6000)
  })

  it('[B5] a limping endpoint does not', async () => {
    const server = await startServer((request) =>
      request.number % 10 < 7 ? { fault: { kind: 'status', status: 503 } } : request.prompt,
    )

    const summary = await runJob(askOnce(toEndpoint(server)), 60, {
      journal: createJournal(),
      policy: { deadAfterMs: 500, maxRetries: 100 },
    })

    expect(summary).toMatchObject({ state: 'completed', ok: 60 })
  })

  it('[R7] refused credentials fail the job early', async () => {
    const server = await startServer(() => ({
      fault: { kind: 'status', status: 401, message: 'bad key sk-secret-123' },
    }))

    const summary = await runJob(askOnce(toEndpoint(server, { apiKey: 'sk-secret-123' })), 500, {
      journal: createJournal(),
    })

    expect(summary).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('refuses every request: HTTP 401: bad key ******'),
    })
    expect(summary.requests).toBeLessThan(20)
    expect(JSON.stringify(summary)).not.toContain('sk-secret')
  })

  it('[R8] goes to the next endpoint of the chain when the first is down, and says who answered', async () => {
    const dead = await startScriptedEndpoint()
    await dead.close()
    const server = await startServer()
    const backup: Endpoint = { id: 'backup', url: server.url, modelId: 'backup-model', format: 'openai' }
    const journal = createJournal()

    const summary = await runJob(askOnce(toEndpoint(dead, { fallbacks: [backup] })), 100, {
      journal,
      policy: { maxRetries: 100 },
    })

    expect(summary).toMatchObject({ state: 'completed', ok: 100, served_by: { backup: 100 } })
    expect(server.stats.recent[0]?.body['model']).toBe('backup-model')
    expect(journal.getSample(TASK, 7)?.served_by).toBe('backup')
  })

  it('[R8] goes to the next endpoint when a call has used up its tries, so that a chain loses no row', async () => {
    const limping = await startServer(({ prompt }) =>
      Number(prompt.slice(4)) % 2 === 0 ? prompt : { fault: { kind: 'status', status: 503 } },
    )
    const spare = await startServer()
    const backup: Endpoint = { id: 'backup', url: spare.url, modelId: 'backup-model', format: 'openai' }
    const journal = createJournal()

    const summary = await runJob(askOnce(toEndpoint(limping, { fallbacks: [backup] })), 20, {
      journal,
      policy: { maxRetries: 2, parallelism: 2 },
    })

    expect(summary).toMatchObject({ state: 'completed', ok: 20, failed: 0, served_by: { target: 10, backup: 10 } })
    expect(journal.getSample(TASK, 3)).toMatchObject({ served_by: 'backup', attempts: { length: 4 } })
  })

  it('[R8] does not take a refused request to the next endpoint', async () => {
    const strict = await startServer(() => ({ fault: { kind: 'status', status: 400 } }))
    const spare = await startServer()
    const backup: Endpoint = { id: 'backup', url: spare.url, modelId: 'backup-model', format: 'openai' }

    const summary = await runJob(askOnce(toEndpoint(strict, { fallbacks: [backup] })), 3, { journal: createJournal() })

    expect(summary).toMatchObject({ failed: 3 })
    expect(spare.stats.requests).toBe(0)
  })

  it('[C2] slows down under 429 and loses nothing', async () => {
    let open = 0
    // four at a time; a refusal holds no place
    const server = await startServer((request) => {
      if (open >= 4) return { fault: { kind: 'status', status: 429 } }
      open++
      setTimeout(() => open--, 20)
      return { text: request.prompt, delayMs: 20 }
    })

    const summary = await runJob(askOnce(toEndpoint(server)), 60, {
      journal: createJournal(),
      policy: { parallelism: 32, maxRateLimitRetries: 10_000 },
    })

    expect(summary).toMatchObject({ state: 'completed', ok: 60 })
    expect(summary.concurrency).toBeLessThan(32)
  })

  it('[F8] does not follow a redirect', async () => {
    const other = await startServer()
    const server = await startServer(() => ({ fault: { kind: 'redirect', location: other.url } }))
    const journal = createJournal()

    await runJob(askOnce(toEndpoint(server, { apiKey: 'sk-secret-123' })), 1, { journal })

    expect(other.stats.requests).toBe(0)
    expect(journal.getSample(TASK, 0)?.error).toContain('HTTP 307')
  })

  it('[F9] stops reading an answer that is too long', async () => {
    const server = await startServer(() => ({ text: 'x'.repeat(5000) }))
    const journal = createJournal()

    const summary = await runJob(askOnce(toEndpoint(server)), 1, { journal, policy: { maxResponseBytes: 1000 } })

    expect(summary).toMatchObject({ failed: 1, requests: 1 })
    expect(journal.getSample(TASK, 0)?.error).toContain('longer than 1000 bytes')
  })

  it('[U5] reaches a host by name through the guarded look-up', async () => {
    const server = await startServer()
    const url = server.url.replace('127.0.0.1', 'localhost')

    const summary = await runJob(askOnce(toEndpoint({ url })), 5, { journal: createJournal() })

    expect(summary).toMatchObject({ ok: 5, failed: 0 })
  })

  it('passes custom headers on exactly, Host included', async () => {
    const server = await startServer()

    await runJob(
      askOnce(toEndpoint(server, { headers: { Host: 'model.example', 'x-tenant': 'a b' }, apiKey: 'sk-secret-123' })),
      1,
      { journal: createJournal() },
    )

    expect(server.stats.recent[0]?.headers).toMatchObject({
      host: 'model.example',
      'x-tenant': 'a b',
      authorization: 'Bearer sk-secret-123',
    })
  })
})

describe('cancel', () => {
  it('[S8] stops within a second, keeps what is done, and goes on later', async () => {
    const cancel = new AbortController()
    let cancelledMs = 0
    const server = await startServer((request) => {
      if (request.number < 30) return request.prompt
      // all slots hang, so the thirty before them are committed
      if (request.number === 29 + quick.parallelism) {
        setTimeout(() => {
          cancelledMs = performance.now()
          cancel.abort()
        })
      }
      return { fault: { kind: 'hang' } }
    })
    const journal = createJournal()

    const first = await runJob(askOnce(toEndpoint(server)), 200, {
      journal,
      signal: cancel.signal,
      policy: { timeoutMs: 60_000 },
    })
    const stoppedMs = performance.now() - cancelledMs
    server.setScript((request) => request.prompt)
    const second = await runJob(askOnce(toEndpoint(server)), 200, { journal })

    expect(stoppedMs).toBeLessThan(1000)
    expect(first).toMatchObject({ state: 'cancelled', done: 30, failed: 0 })
    expect(second).toMatchObject({ state: 'completed', done: 200, resumed: 30, requests: 170 })
  })

  it('[S8] does not wait for a row source or a pipeline that does not heed it', async () => {
    const never = new Promise<never>(() => {})
    async function* stuck() {
      yield* toRows(1)
      await never
    }
    const cancel = new AbortController()
    setTimeout(() => cancel.abort(), 50)
    const startMs = performance.now()

    const summary = await runSamples({
      tasks: [toTask({ runSample: () => never }, 5, { samples: stuck() })],
      journal: createJournal(),
      signal: cancel.signal,
    })

    expect(summary).toMatchObject({ state: 'cancelled', done: 0 })
    expect(performance.now() - startMs).toBeLessThan(1000)
  })
})

describe('streaming', () => {
  it('[M1] measures the time to the first token and between tokens', async () => {
    const server = await startServer(() => ({ text: 'one two three four five', delayMs: 60, chunkDelayMs: 20 }))
    const journal = createJournal()

    const summary = await runJob(askOnce(toEndpoint(server)), 2, { journal, policy: { stream: true, parallelism: 1 } })

    const row = journal.getSample(TASK, 1)
    expect(row).toMatchObject({ answer: 'one two three four five', completion_tokens: 5, prompt_tokens: 2 })
    expect(row?.ttft_ms).toBeGreaterThanOrEqual(59)
    expect(summary.latency.ttft?.n).toBe(2)
    expect(summary.latency.itl?.mean_ms).toBeGreaterThanOrEqual(15)
  })

  it('[M2] gives the same body as without streaming, tool calls included', async () => {
    const server = await startServer(() => ({
      text: '',
      toolCalls: [{ name: 'get_weather', arguments: '{"city":"Oslo"}' }],
    }))
    const bodies: unknown[] = []
    for (const stream of [true, false]) {
      const endpoint = toEndpoint(server)
      await runSamples({
        tasks: [
          toTask(
            {
              async runSample(_sample, context) {
                const reply = await context.call('a', endpoint, {
                  kind: 'chat',
                  role: 'target',
                  body: { messages: [] },
                })
                const { choices } = reply.body as { choices: { message: unknown; finish_reason: string }[] }
                bodies.push({ message: choices[0]?.message, finish: choices[0]?.finish_reason })
                return { prompt: '', answer: reply.text, reference: '', scores: {}, unscored: {} }
              },
            },
            1,
          ),
        ],
        journal: createJournal(),
        policy: { stream },
      })
    }

    expect(bodies[0]).toEqual(bodies[1])
  })

  it('[M3] says that no time to first token is available where a server cannot stream', async () => {
    const server = await startServer((request) =>
      request.body['stream'] === true
        ? { fault: { kind: 'status', status: 400, message: 'stream_options is not supported' } }
        : request.prompt,
    )
    const journal = createJournal()

    const summary = await runJob(askOnce(toEndpoint(server)), 20, { journal, policy: { stream: true } })

    expect(summary).toMatchObject({
      ok: 20,
      latency: { ttft: null },
      warnings: [expect.stringContaining('refuses streaming')],
    })
    expect(journal.getSample(TASK, 3)?.ttft_ms).toBeNull()
  })

  it('[F4] asks again when a stream ends before its last event', async () => {
    const server = await startServer((request) =>
      request.number === 0 ? { text: 'a b c d', fault: { kind: 'break_off' } } : 'a b c d',
    )
    const journal = createJournal()

    const summary = await runJob(askOnce(toEndpoint(server)), 1, { journal, policy: { stream: true } })

    expect(summary).toMatchObject({ ok: 1, requests: 2 })
    expect(journal.getSample(TASK, 0)?.answer).toBe('a b c d')
  })
})

describe('budget', () => {
  const prices = { target: { inputPerMillion: 1, outputPerMillion: 10 } }
  const usage = { prompt_tokens: 10, completion_tokens: 20 }
  /** 10 x 1 + 20 x 10 per million. */
  const perRow = 0.00021

  it('[P1] counts what the requests cost, exactly', async () => {
    const server = await startServer((request) => ({ text: request.prompt, usage }))

    const summary = await runJob(askOnce(toEndpoint(server)), 100, {
      journal: createJournal(),
      budget: { prices, currency: 'USD', limit: null },
    })

    expect(summary.cost).toEqual({ amount: 0.021, currency: 'USD', budget: null })
  })

  it('[P2] never spends more than its limit, whatever the concurrency, and can be resumed with more', async () => {
    const server = await startServer((request) => ({ text: request.prompt, usage, delayMs: request.number % 5 }))
    const journal = createJournal()
    const pipeline = askOnce(toEndpoint(server), { max_tokens: 20 })
    const budget = { prices, currency: 'USD', limit: 0.01 }

    const first = await runJob(pipeline, 200, { journal, policy: { parallelism: 64 }, budget })
    const second = await runJob(pipeline, 200, {
      journal,
      policy: { parallelism: 64 },
      budget: { ...budget, limit: 1 },
    })

    expect(first.state).toBe('budget')
    expect(first.cost?.amount).toBeLessThanOrEqual(0.01)
    expect(first.cost?.amount).toBeCloseTo(first.done * perRow, 12)
    expect(first.done).toBeGreaterThan(40)
    expect(second).toMatchObject({ state: 'completed', done: 200, requests: 200 - first.done })
    expect(second.cost?.amount).toBeCloseTo(200 * perRow, 12)
  })

  it('[P4] wants a price for every endpoint under a limit', async () => {
    const server = await startServer()

    const budget = { prices: {}, currency: 'USD', limit: 1 }
    const run = runJob(askOnce(toEndpoint(server)), 2, { journal: createJournal(), budget })

    await expect(run).rejects.toMatchObject({ code: 'price_missing' })
    expect(server.stats.requests).toBe(0)
  })
})

async function startServer(script?: Script): Promise<ScriptedEndpoint> {
  const server = await startScriptedEndpoint(script ? { script } : {})
  onTestFinished(() => server.close())
  return server
}
