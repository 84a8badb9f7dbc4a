import { openJournal } from '@evalflow/engine'
import type { Script } from '@evalflow/testkit'
import { describe, expect, it } from 'vitest'
import { createServices, datasetRef, startEndpoint } from '../dev/test-services.ts'
import { planEvaluation } from '../run/plan-evaluation.ts'
import { runEvaluation } from '../run/run-evaluation.ts'

const ROWS = Array.from({ length: 12 }, (_, i) => ({ prompt: `Question ${i}?`, response: `Answer ${i}` }))
const dead: Script = () => ({ fault: { kind: 'reset' } })
const dying = { breakerFailures: 3, deadAfterMs: 60, breakerPauseMs: 10, breakerMaxPauseMs: 20, maxRetries: 20 }

/** Each judge has an endpoint of its own. */
async function judgeBy(scripts: Readonly<Record<string, Script>>, params: object = {}) {
  const endpoints = new Map<string, Awaited<ReturnType<typeof startEndpoint>>>()
  for (const [name, script] of Object.entries(scripts)) endpoints.set(name, await startEndpoint(script))
  const [first, ...others] = Object.keys(scripts)
  const config = {
    type: 'llm_as_a_judge',
    tasks: {
      t: {
        type: 'custom',
        dataset: datasetRef('rows'),
        params: { judge_model: first, judge_models: others, ...params },
      },
    },
  }
  const services = {
    ...createServices({ rows: ROWS }),
    resolveModel: async (model: unknown) => {
      const id = String(model)
      return { id, url: endpoints.get(id)?.url ?? '', modelId: id, format: 'openai' as const }
    },
  }
  const journal = openJournal(':memory:')
  const plan = await planEvaluation({ config, target: { type: 'rows', rows: ROWS }, services })
  const outcome = await runEvaluation(plan, { journal, policy: { ...dying, baseDelayMs: 1, maxDelayMs: 5 } })
  const rating = outcome.tasks['t']?.metrics?.['llm-judge']?.scores['rating']
  return { outcome, rating, endpoints, sample: (row: number) => journal.getSample('t', row) }
}

describe('a panel of endpoints', () => {
  it('[J16] goes on without a dead judge while a quorum holds, and each row says who answered', async () => {
    const { outcome, rating, sample } = await judgeBy({ a: () => '[[4]]', b: dead, c: () => '[[8]]' })

    expect(outcome).toMatchObject({ state: 'completed', progress: { failed: 0, done: 12 } })
    expect(rating).toMatchObject({ value: 6, stats: { count: 12 } })
    expect(sample(11)?.judge).toMatchObject({
      'llm-judge': {
        answered: ['a', 'c'],
        missing: ['b'],
        quorum: 2,
        judges: [{ reply: '[[4]]' }, { model: 'b' }, {}],
      },
    })
    expect(outcome.progress.warnings.join()).toContain('without endpoint "b"')
  })

  it('[J16] ends the job, with no row failed, when too few judges live for any row', async () => {
    const { outcome } = await judgeBy({ a: () => '[[4]]', b: dead, c: dead })

    expect(outcome).toMatchObject({ state: 'failed', progress: { failed: 0 } })
    expect(outcome.message).toMatch(/endpoint "[bc]"|Endpoint "[bc]"/)
  })

  it('[J16] ends the job when a judge is dead that every quorum needs', async () => {
    const { outcome } = await judgeBy({ a: () => '[[4]]', b: dead }, { panel: { quorum: 2 } })

    expect(outcome.state).toBe('failed')
  })

  it('[J15] asks the judges of a row side by side', async () => {
    const seen = new Map<string, number>()
    const together: Script = ({ body }) => {
      const row = /Question (\d+)/.exec(JSON.stringify(body))?.[1] ?? ''
      seen.set(row, (seen.get(row) ?? 0) + 1)
      return { text: '[[5]]', delayMs: 40 }
    }
    const atFirstAnswer: number[] = []
    const watching: Script = (request) => {
      const answer = together(request)
      const row = /Question (\d+)/.exec(JSON.stringify(request.body))?.[1] ?? ''
      setTimeout(() => atFirstAnswer.push(seen.get(row) ?? 0), 35)
      return answer
    }

    const { rating } = await judgeBy({ a: watching, b: together, c: together })

    expect(rating?.value).toBe(5)
    // before judge a answered, all three had been asked about the row
    expect(atFirstAnswer).toHaveLength(12)
    expect(Math.max(...atFirstAnswer)).toBe(3)
  })
})
