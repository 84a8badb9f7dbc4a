import { type Script, startScriptedEndpoint } from '@evalflow/testkit'
import { expect, it, onTestFinished } from 'vitest'
import { CallFailed } from '../errors.ts'
import type { Endpoint, ModelRequest, Pipeline, SampleContext } from '../types.ts'
import { createJournal, runJob, TASK, toEndpoint } from './test-job.ts'

async function startServer(script?: Script) {
  const server = await startScriptedEndpoint(script ? { script } : {})
  onTestFinished(() => server.close())
  return server
}

const dying = { breakerFailures: 3, deadAfterMs: 60, breakerPauseMs: 10, breakerMaxPauseMs: 20, maxRetries: 1 } as const
const request = (role: 'target' | 'judge', isOptional: boolean): ModelRequest => ({
  kind: 'chat',
  role,
  isOptional,
  body: { messages: [{ role: 'user', content: 'hello' }] },
})

/** Each row asks the target, then a judge it can do without; whether the judge answered is the score. */
function judgeIfThere(target: Endpoint, judge: Endpoint, onMissing: (error: CallFailed) => void): Pipeline {
  const askJudge = async ({ call }: SampleContext): Promise<number> => {
    try {
      await call('judge', judge, request('judge', true))
      return 1
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error
      onMissing(error)
      return 0
    }
  }
  return {
    async runSample(_sample, context) {
      await context.call('target', target, request('target', false))
      return { prompt: '', answer: '', reference: '', scores: { 'judge.judge': await askJudge(context) }, unscored: {} }
    },
  }
}

it('[B6] goes on without a dead endpoint that rows can do without, and says so once', async () => {
  const target = await startServer()
  const judge = toEndpoint(await startServer(() => ({ fault: { kind: 'reset' } })), { id: 'judge' })
  const errors: CallFailed[] = []
  const journal = createJournal()

  const summary = await runJob(
    judgeIfThere(toEndpoint(target), judge, (error) => errors.push(error)),
    40,
    { journal, policy: dying },
  )

  expect(summary).toMatchObject({ state: 'completed', ok: 40, failed: 0 })
  expect(errors).toHaveLength(40)
  expect(errors.at(-1)?.code).toBe('endpoint_dead')
  expect(summary.warnings).toEqual(['Rows go on without endpoint "judge" where they can do without it.'])
})

it('[B6] asks such an endpoint again now and then, so one that comes back is used', async () => {
  let isAway = true
  const target = await startServer(() => ({ text: 'yes', delayMs: 5 }))
  const server = await startServer(() => (isAway ? { fault: { kind: 'reset' } } : 'yes'))
  const journal = createJournal()
  let missed = 0
  const pipeline = judgeIfThere(toEndpoint(target), toEndpoint(server, { id: 'judge' }), () => {
    if (++missed === 40) isAway = false
  })

  const summary = await runJob(pipeline, 400, { journal, policy: dying })

  expect(summary.state).toBe('completed')
  expect([...journal.samples(TASK)].at(-1)?.scores['judge.judge']).toBe(1)
})

it('[B6] fails an optional call at once where its credentials were refused often enough', async () => {
  const target = await startServer()
  const server = await startServer(() => ({ fault: { kind: 'status', status: 401, message: 'wrong key' } }))
  const errors: CallFailed[] = []
  const journal = createJournal()

  const summary = await runJob(
    judgeIfThere(toEndpoint(target), toEndpoint(server, { id: 'judge' }), (error) => errors.push(error)),
    30,
    { journal, policy: { ...dying, parallelism: 1, maxRefusals: 3 } },
  )

  expect(summary).toMatchObject({ state: 'completed', ok: 30 })
  expect(server.stats.requests).toBe(3)
  expect(errors.at(-1)?.message).toContain('wrong key')
})

it('[B6] ends the run where the failure is let pass, and leaves its rows to be asked again', async () => {
  const server = await startServer(() => ({ fault: { kind: 'reset' } }))
  const endpoint = toEndpoint(server, { id: 'judge' })
  const pipeline: Pipeline = {
    async runSample(_sample, { call }) {
      await call('judge', endpoint, request('judge', true))
      return { prompt: '', answer: '', reference: '', scores: {}, unscored: {} }
    },
  }
  const journal = createJournal()

  // more retries than the endpoint needs to be dead
  const summary = await runJob(pipeline, 50, { journal, policy: { ...dying, maxRetries: 50 } })

  expect(summary).toMatchObject({ state: 'failed', done: 0 })
  expect(summary.message).toMatch(/"judge" does not answer .* resume the job/)
})
