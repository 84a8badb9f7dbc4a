import { describe, expect, it } from 'vitest'
import { mcNemar, holm } from '@evalflow/metrics'
import { defaultValues, type JsonValue } from '@evalflow/graph'
import type { Sample } from '@evalflow/contract'
import { createFakeNemo, createFakeRun } from '../fake-services.ts'
import { testResult, testSample, testSamples } from '../test-samples.ts'
import { comparisonSchema } from '@evalflow/contract'
import { compareRuns } from './definition.ts'
import { runCompareRuns } from './run.ts'

async function run(
  samples: Record<string, Sample[]>,
  values: Record<string, JsonValue> = {},
  configs: JsonValue[] = [],
) {
  const nemo = createFakeNemo()
  nemo.script = [{}]
  Object.keys(samples).forEach((id, index) =>
    nemo.jobs.set(id, { id, status: 'completed', config: configs[index] ?? { name: 'c' }, target: { name: id } }),
  )
  const fake = createFakeRun({
    nemo,
    values: { ...defaultValues(compareRuns.fields), ...values },
    inputs: { results: Object.keys(samples).map((id) => testResult(id) as unknown as JsonValue) },
    samples,
  })
  const outputs = await runCompareRuns(fake.context)
  const comparison = comparisonSchema.parse(outputs['comparison'])
  return { ...fake, outputs, comparison, first: comparison.candidates[0]?.metrics[0] }
}

describe('Compare Runs', () => {
  it('counts flips and tests right or wrong with exact McNemar', async () => {
    const { first } = await run({
      a: testSamples([1, 1, 1, 0, 0, 1, 0, 0]),
      b: testSamples([1, 0, 1, 1, 1, 1, 1, 1]),
    })

    expect(first).toMatchObject({
      n: 8,
      baseline: 0.5,
      candidate: 0.875,
      test: 'mcnemar',
      better: 4,
      worse: 1,
      same: 3,
    })
    // 2 * (C(5,0) + C(5,1)) / 2^5
    expect(first?.p).toBeCloseTo(0.375, 12)
    expect(first?.p).toBe(mcNemar(4, 1))
    expect(first?.flips?.right_to_wrong).toEqual([
      { task: 'main_task', baseline_task: 'main_task', index: 1, prompt: 'question 1' },
    ])
    expect(first?.flips?.wrong_to_right.map(({ index }) => index)).toEqual([3, 4, 6, 7])
  })

  it('tests other scores with the paired t test, with interval and detectable difference', async () => {
    // differences 1, 2, 3: mean 2, stderr 1/sqrt(3), t = 3.464 with 2 df; scipy.stats.ttest_rel gives 0.0741799...
    const { first } = await run({ a: testSamples([1, 2, 3]), b: testSamples([2, 4, 6]) })

    expect(first).toMatchObject({ test: 'paired_t', difference: 2, flips: null, better: 3 })
    expect(first?.p).toBeCloseTo(0.0741799, 6)
    expect(first?.ci?.low).toBeCloseTo(2 - 4.30265273 / Math.sqrt(3), 6)
    // (1.959964 + 0.841621) * sqrt(1 / 3)
    expect(first?.mde).toBeCloseTo(2.801585 * Math.sqrt(1 / 3), 5)
  })

  it('leaves unscored and failed rows out of both runs, and counts them', async () => {
    const failed = testSample(3, { status: 'failed', scores: {}, error: '500' })
    const { first } = await run({
      a: testSamples([1, null, 1, 1]),
      b: [...testSamples([1, 1, 0]), failed],
    })

    expect(first).toMatchObject({ n: 2, left_out: 2, baseline: 1, candidate: 0.5 })
  })

  it('adjusts all tests of the node together', async () => {
    const { comparison } = await run({
      a: testSamples([0, 0, 0, 0, 0, 0, 0, 1]),
      b: testSamples([1, 1, 1, 1, 1, 1, 1, 1]),
      c: testSamples([1, 1, 0, 0, 0, 0, 0, 1]),
    })

    const raw = [mcNemar(7, 0), mcNemar(2, 0)]
    expect(comparison.candidates.map(({ metrics }) => metrics[0]?.p_holm)).toEqual(holm(raw))
  })

  it('compares with the chosen baseline', async () => {
    const { comparison } = await run({ a: testSamples([0]), b: testSamples([1]) }, { baseline: 2 })

    expect(comparison.baseline.job_id).toBe('b')
    expect(comparison.candidates[0]?.metrics[0]?.difference).toBe(-1)
  })

  it('tells where configs and targets differ, without secrets', async () => {
    const { comparison } = await run({ a: testSamples([1]), b: testSamples([1]) }, {}, [
      { id: '1', params: { limit: 5, api_key: 'sk-one' } },
      { id: '2', params: { limit: 9, api_key: 'sk-two' } },
    ])

    expect(comparison.candidates[0]?.differences).toEqual([
      { path: 'config.params.limit', baseline: '5', candidate: '9' },
      { path: 'target.name', baseline: '"a"', candidate: '"b"' },
    ])
    expect(JSON.stringify(comparison)).not.toContain('sk-')
  })

  it.each([
    ['another content of a row', [testSample(0, { item: { prompt: 'other' } })], {}, 'row 1 has other content'],
    ['more rows in one', testSamples([1, 1]), {}, 'only in the second'],
    ['no row in common', [testSample(5)], { rows: 'shared' }, 'no row in common'],
  ])('refuses %s, and says why', async (_what, other, values, why) => {
    await expect(run({ a: testSamples([1]), b: other }, values)).rejects.toMatchObject({
      code: 'not_comparable',
      message: expect.stringContaining(why),
    })
  })

  it('compares the rows in both where that was chosen, and says what it left out', async () => {
    const { comparison, logs } = await run({ a: testSamples([1]), b: testSamples([0, 1]) }, { rows: 'shared' })

    expect(comparison.candidates[0]?.rows).toEqual({ shared: 1, only_baseline: 0, only_candidate: 1 })
    expect(logs.some(({ level, message }) => level === 'warning' && message.includes('1 rows in both'))).toBe(true)
  })

  it('takes tasks of other names for the same where each run has one', async () => {
    const renamed = testSamples([0]).map((sample) => ({ ...sample, task: 'template_task' }))

    const { first } = await run({ a: testSamples([1]), b: renamed })

    expect(first).toMatchObject({ metric: 'accuracy.accuracy', difference: -1 })
  })

  it('refuses one result, and a job without samples', async () => {
    await expect(run({ a: testSamples([1]) })).rejects.toMatchObject({ code: 'result_missing' })
    const fake = createFakeRun({
      nemo: createFakeNemo(),
      values: defaultValues(compareRuns.fields),
      inputs: { results: ['a', 'b'].map((id) => testResult(id) as unknown as JsonValue) },
    })
    await expect(runCompareRuns(fake.context)).rejects.toMatchObject({ code: 'samples_missing' })
  })

  it('lets no prompt or name take effect in Markdown', async () => {
    const hostile = '<img src=x onerror=alert(1)> | [x](javascript:1)'
    const values = testSamples([1, 0], hostile)

    const { outputs } = await run({ a: values, b: values })

    expect(outputs['text']).toContain('&lt;img src=x onerror=alert(1)&gt; \\| \\[x\\](javascript:1)')
  })
})
