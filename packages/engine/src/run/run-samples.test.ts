import { type Script, type ScriptedEndpoint, startScriptedEndpoint } from '@evalflow/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Pipeline, RunProgress } from '../types.ts'
import { runSamples } from './run-samples.ts'
import { askOnce, createJournal, quick, runJob, SCORE, TASK, toEndpoint, toRows, toTask } from './test-job.ts'

describe('runSamples', () => {
  it('[S1] asks every row once and never has more in flight than parallelism', async () => {
    const server = await startServer((request) => ({ text: request.prompt, delayMs: 2 }))
    const journal = createJournal()

    const summary = await runJob(askOnce(toEndpoint(server)), 300, { journal, policy: { parallelism: 7 } })

    expect(summary).toMatchObject({
      state: 'completed',
      done: 300,
      ok: 300,
      failed: 0,
      requests: 300,
      served_by: { target: 300 },
    })
    expect(server.stats).toMatchObject({ requests: 300, maxInFlight: 7 })
    expect(summary.scores).toMatchObject([{ task: TASK, key: SCORE, n: 300, mean: 1, unscored: 0 }])
    expect(summary.tokens).toEqual({ prompt: 600, completion: 600, unknown: 0 })
    expect(summary.latency.target?.n).toBe(300)
  })

  it('[J1] gives the same scores whatever the order of the answers', async () => {
    const results: unknown[] = []
    for (const seed of [1, 5]) {
      const server = await startServer((request) => ({
        text: `${Number(request.prompt.slice(4)) % 3}`,
        delayMs: (request.number * seed) % 11,
      }))
      const pipeline: Pipeline = {
        async runSample(sample, context) {
          const body = { messages: [{ role: 'user', content: sample.item['prompt'] }] }
          const reply = await context.call('answer', toEndpointOnce(server.url), { kind: 'chat', role: 'target', body })
          return {
            prompt: '',
            answer: reply.text,
            reference: '',
            scores: { 'm.s': Number(reply.text) / 7 + sample.index / 3 },
            unscored: {},
          }
        },
      }
      results.push((await runJob(pipeline, 200, { journal: createJournal() })).scores)
    }

    expect(results[0]).toEqual(results[1])
  })

  it('[J4] replays the calls of an unfinished sample and asks only what is missing', async () => {
    const cancel = new AbortController()
    const server = await startServer((request) => {
      if (request.number === 7) setTimeout(() => cancel.abort())
      return request.prompt.startsWith('judge') && request.number < 8 ? { fault: { kind: 'hang' } } : 'yes'
    })
    const journal = createJournal()
    const target = toEndpoint(server)
    const judge = toEndpoint(server, { id: 'judge' })
    const pipeline: Pipeline = {
      async runSample(sample, context) {
        const ask = (content: string) => ({ messages: [{ role: 'user', content }] })
        const reply = await context.call('answer', target, {
          kind: 'chat',
          role: 'target',
          body: ask(`answer ${sample.index}`),
        })
        const verdict = await context.call('judge', judge, {
          kind: 'chat',
          role: 'judge',
          body: ask(`judge ${sample.index}`),
        })
        return {
          prompt: '',
          answer: reply.text,
          reference: '',
          scores: { 'judge.rating': verdict.text === 'yes' ? 1 : 0 },
          unscored: {},
        }
      },
    }

    const first = await runJob(pipeline, 4, { journal, signal: cancel.signal })
    const second = await runJob(pipeline, 4, { journal })

    expect(first).toMatchObject({ state: 'cancelled', done: 0 })
    expect(second).toMatchObject({ state: 'completed', done: 4, resumed: 0, requests: 4 })
    expect([0, 1, 2, 3].map((index) => server.stats.byPrompt.get(`answer ${index}`))).toEqual([1, 1, 1, 1])
  })

  it('[J2] asks nothing again that is finished', async () => {
    const server = await startServer()
    const journal = createJournal()
    await runJob(askOnce(toEndpoint(server)), 50, { journal })

    const summary = await runJob(askOnce(toEndpoint(server)), 80, { journal })

    expect(summary).toMatchObject({ state: 'completed', done: 80, resumed: 50, requests: 30 })
    expect(summary.scores[0]?.n).toBe(80)
    expect(server.stats.requests).toBe(80)
  })

  it('[J6] refuses a changed row or pipeline, or asks it again when told to', async () => {
    const server = await startServer()
    const journal = createJournal()
    const pipeline = askOnce(toEndpoint(server))
    const toChanged = () => [toTask(pipeline, 5, { samples: toRows(5, 'tell') })]
    await runJob(pipeline, 5, { journal })

    await expect(runSamples({ tasks: toChanged(), journal, policy: quick })).rejects.toMatchObject({
      code: 'journal_changed',
    })
    await expect(runSamples({ tasks: [toTask(pipeline, 5, { fingerprint: 'b' })], journal })).rejects.toMatchObject({
      code: 'journal_changed',
    })
    const summary = await runSamples({ tasks: toChanged(), journal, policy: quick, onChanged: 'ask' })

    expect(summary).toMatchObject({ state: 'completed', done: 5, requests: 5, resumed: 0 })
    expect(journal.getSample(TASK, 2)?.prompt).toBe('tell 2')
  })

  it('keeps failed rows apart from scores, and asks them again on demand', async () => {
    const server = await startServer((request) =>
      request.number < 10 && request.prompt === 'say 3' ? { fault: { kind: 'status', status: 400 } } : request.prompt,
    )
    const journal = createJournal()

    const first = await runJob(askOnce(toEndpoint(server)), 10, { journal })
    const again = await runJob(askOnce(toEndpoint(server)), 10, { journal, retryFailed: true })

    expect(first).toMatchObject({
      state: 'completed',
      message: '1 of 10 samples failed.',
      done: 10,
      ok: 9,
      failed: 1,
      partial: true,
    })
    expect(first.scores[0]).toMatchObject({ n: 9, mean: 1 })
    expect(again).toMatchObject({ done: 10, ok: 10, failed: 0, requests: 1, resumed: 9 })
    expect(journal.counts()).toEqual({ done: 10, ok: 10, partly: 0, failed: 0, wrong: 0 })
  })

  it('makes a failed row of an error in the pipeline, and fails the job when there is nothing else', async () => {
    const journal = createJournal()
    const pipeline: Pipeline = { runSample: () => Promise.reject(new TypeError('no column "q"')) }

    const summary = await runJob(pipeline, 3, { journal })

    expect(summary).toMatchObject({
      state: 'failed',
      message: 'All 3 samples failed. TypeError: no column "q"',
      failed: 3,
    })
    expect(journal.getSample(TASK, 1)).toMatchObject({
      status: 'failed',
      error: 'TypeError: no column "q"',
      scores: {},
    })
  })

  it('counts an unscored score apart', async () => {
    const journal = createJournal()
    const pipeline: Pipeline = {
      runSample: (sample) =>
        Promise.resolve({
          prompt: '',
          answer: '',
          reference: '',
          scores: { 'judge.rating': sample.index === 0 ? null : 4 },
          unscored: sample.index === 0 ? { 'judge.rating': 'no rating in the verdict' } : {},
        }),
    }

    const summary = await runJob(pipeline, 4, { journal })

    expect(summary).toMatchObject({ done: 4, ok: 3, partly: 1, unscored: 1 })
    expect(summary.scores[0]).toMatchObject({ n: 3, unscored: 1, mean: 4 })
    expect(journal.listSamples({ filter: 'unscored' }).data.map((row) => row.index)).toEqual([0])
  })

  it('[S7] does not lock up when one sample makes parallel calls with one slot', async () => {
    const server = await startServer((request) => ({ text: request.prompt, delayMs: 1 }))
    const endpoint = toEndpoint(server)
    const pipeline: Pipeline = {
      async runSample(sample, context) {
        const ask = (key: string) =>
          context.call(key, endpoint, {
            kind: 'chat',
            role: 'target',
            body: { messages: [{ role: 'user', content: `${key} ${sample.index}` }] },
          })
        const replies = await Promise.all([ask('a'), ask('b'), ask('c')])
        return { prompt: '', answer: replies.map((reply) => reply.text), reference: '', scores: {}, unscored: {} }
      },
    }
    const journal = createJournal()

    const summary = await runJob(pipeline, 4, { journal, policy: { parallelism: 1 } })

    expect(summary).toMatchObject({ state: 'completed', ok: 4, requests: 12 })
    expect(server.stats.maxInFlight).toBe(1)
    expect(journal.getSample(TASK, 2)?.answer).toEqual(['a 2', 'b 2', 'c 2'])
  })

  it('[S7] gives the slot back while a sample scores for long', async () => {
    const server = await startServer()
    const endpoint = toEndpoint(server)
    let scoring = 0
    let mostScoring = 0
    const pipeline: Pipeline = {
      async runSample(sample, context) {
        const body = { messages: [{ role: 'user', content: `say ${sample.index}` }] }
        const first = await context.call('a', endpoint, { kind: 'chat', role: 'target', body })
        mostScoring = Math.max(mostScoring, ++scoring)
        await new Promise((resolve) => setTimeout(resolve, 80))
        scoring--
        const second = await context.call('b', endpoint, { kind: 'chat', role: 'target', body })
        return { prompt: '', answer: first.text + second.text, reference: '', scores: {}, unscored: {} }
      },
    }

    const summary = await runJob(pipeline, 4, { journal: createJournal(), policy: { parallelism: 2 } })

    expect(summary).toMatchObject({ ok: 4, requests: 8 })
    expect(mostScoring).toBe(2)
  })

  it('refuses a second call under the same key, and a row that comes twice', async () => {
    const server = await startServer()
    const endpoint = toEndpoint(server)
    const twice: Pipeline = {
      async runSample(_sample, context) {
        for (let i = 0; i < 2; i++)
          await context.call('a', endpoint, { kind: 'chat', role: 'target', body: { messages: [] } })
        return { prompt: '', answer: '', reference: '', scores: {}, unscored: {} }
      },
    }
    const rows = [...toRows(2), ...toRows(1)]

    await expect(runJob(twice, 1, { journal: createJournal() })).rejects.toMatchObject({ code: 'call_key_reused' })
    const doubled = runSamples({ tasks: [toTask(askOnce(endpoint), 3, { samples: rows })], journal: createJournal() })
    await expect(doubled).rejects.toMatchObject({ code: 'row_twice' })
  })

  it('passes on an error of the row source, with what is done kept', async () => {
    const server = await startServer()
    const journal = createJournal()
    async function* breaking() {
      yield* toRows(20)
      while (journal.counts().done < 20) await new Promise((resolve) => setTimeout(resolve, 5))
      throw new Error('line 21 is not JSON')
    }

    const run = runSamples({ tasks: [toTask(askOnce(toEndpoint(server)), 30, { samples: breaking() })], journal })

    await expect(run).rejects.toThrow('line 21 is not JSON')
    expect(journal.counts().done).toBe(20)
  })

  it('fails a job whose rows end before their promised total', async () => {
    const summary = await runSamples({
      tasks: [
        { name: TASK, pipeline: { runSample: () => Promise.reject(new Error('unused')) }, samples: [], total: 5 },
      ],
      journal: createJournal(),
    })

    expect(summary).toMatchObject({ state: 'failed', message: expect.stringContaining('0 of 5') })
  })

  it('pulls rows only as they are needed', async () => {
    const server = await startServer((request) => ({ text: request.prompt, delayMs: 1 }))
    let pulled = 0
    let done = 0
    let furthest = 0
    function* counted() {
      for (const row of toRows(200)) {
        furthest = Math.max(furthest, ++pulled - done)
        yield row
      }
    }
    const inner = askOnce(toEndpoint(server))
    const pipeline: Pipeline = {
      async runSample(sample, context) {
        const outcome = await inner.runSample(sample, context)
        done++
        return outcome
      },
    }

    await runSamples({
      tasks: [toTask(pipeline, 200, { samples: counted() })],
      journal: createJournal(),
      policy: { parallelism: 4 },
    })

    expect(furthest).toBeLessThanOrEqual(9)
  })

  it('[P5] reports progress at most four times a second, and the result at the end', async () => {
    const server = await startServer((request) => ({ text: request.prompt, delayMs: 10 }))
    const reports: RunProgress[] = []

    const summary = await runJob(askOnce(toEndpoint(server)), 400, {
      journal: createJournal(),
      onProgress: (progress) => reports.push(progress),
    })

    expect(reports.length).toBeLessThanOrEqual(summary.elapsed_seconds * 4 + 2)
    expect(reports.length).toBeGreaterThanOrEqual(2)
    expect(reports.at(-1)).toMatchObject({ total: 400, done: 400, scores: summary.scores })
    const early = reports[0]
    expect(early?.eta_seconds?.low).toBeLessThanOrEqual(early?.eta_seconds?.high ?? 0)
  })
})

const endpoints = new Map<string, ReturnType<typeof toEndpoint>>()
/** One endpoint object per server, as a real pipeline has. */
function toEndpointOnce(url: string): ReturnType<typeof toEndpoint> {
  const endpoint = endpoints.get(url) ?? toEndpoint({ url })
  endpoints.set(url, endpoint)
  return endpoint
}

async function startServer(script?: Script): Promise<ScriptedEndpoint> {
  const server = await startScriptedEndpoint(script ? { script } : {})
  onTestFinished(() => server.close())
  return server
}
