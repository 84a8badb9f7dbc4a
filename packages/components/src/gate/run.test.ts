// @vitest-environment jsdom
import { describe, expect, it } from 'vitest'
import type { ScoreSummary } from '@evalflow/contract'
import { defaultValues, type JsonValue } from '@evalflow/graph'
import { createFakeNemo, createFakeRun } from '../fake-services.ts'
import { gate } from './definition.ts'
import { toJUnit } from './junit.ts'
import { runGate } from './run.ts'

const score = (changes: Partial<ScoreSummary> = {}): ScoreSummary => ({
  task: 'main_task',
  metric: 'accuracy',
  score: 'accuracy',
  value: 0.8,
  n: 100,
  unscored: 0,
  failed: 0,
  stderr: 0.04,
  ci: { low: 0.71, high: 0.87, method: 'wilson' },
  range: [0, 1],
  ...changes,
})

function run(values: Record<string, JsonValue>, scores: ScoreSummary[] = [score()], partial = false) {
  const result = { job_id: 'j', config: 'default/c', target: 'default/t', dataset: null, scores, partial }
  const fake = createFakeRun({
    nemo: createFakeNemo(),
    values: { ...defaultValues(gate.fields), ...values },
    inputs: { result: result as unknown as JsonValue },
  })
  return { ...fake, result, ended: runGate(fake.context) }
}

describe('Gate', () => {
  it('lets the same result through, with text and JUnit', async () => {
    const { ended, result } = run({ conditions: 'accuracy >= 0.8\n# a remark\naccuracy.accuracy < 90 %' })

    const outputs = await ended

    expect(outputs['result']).toEqual(result)
    expect(outputs['text']).toContain('passed  accuracy >= 0.8: found 0.8 (95 % 0.71 – 0.87, n 100)')
    expect(outputs['junit']).toContain('tests="4" failures="0"')
  })

  it('fails with gate_failed, telling every check to node and CI', async () => {
    const { ended, progress } = run({ conditions: 'accuracy >= 0.85\naccuracy > 0.1' })

    await expect(ended).rejects.toMatchObject({
      code: 'gate_failed',
      message: 'The gate did not open: accuracy >= 0.85, found 0.8 (95 % 0.71 – 0.87, n 100).',
    })
    expect(progress.at(-1)).toMatchObject({
      done: 3,
      total: 4,
      detail: { gate: { passed: false, checks: [{ passed: false }, { passed: true }, {}, {}] } },
    })
  })

  it.each([
    ['the lower end for >=', 'accuracy >= 0.75', 'interval', false],
    ['the value, if that is declared', 'accuracy >= 0.75', 'value', true],
    ['the upper end for <=', 'accuracy <= 0.85', 'interval', false],
    ['the interval around a number for =', 'accuracy = 0.75', 'interval', true],
  ])('checks %s', async (_what, conditions, on, passes) => {
    const { ended } = run({ conditions, on })

    if (passes) await expect(ended).resolves.toBeTruthy()
    else await expect(ended).rejects.toMatchObject({ code: 'gate_failed' })
  })

  it.each([
    ['nothing scored', [score({ value: null, n: 0, unscored: 10, ci: null })], {}],
    ['too many unscored', [score({ unscored: 12 })], { max_unscored: 10 }],
    ['a failed row where none is allowed', [score({ failed: 1 })], {}],
    ['no interval where one is asked', [score({ ci: null })], { on: 'interval' }],
  ])('does not open for %s', async (_what, scores, values) => {
    await expect(run({ conditions: 'accuracy >= 0.1', ...values }, scores).ended).rejects.toMatchObject({
      code: 'gate_failed',
    })
  })

  it('does not open for a partial result', async () => {
    await expect(run({ conditions: 'accuracy >= 0.1' }, [score()], true).ended).rejects.toThrow('a partial one')
  })

  it('allows the declared share of unscored rows', async () => {
    await expect(
      run({ conditions: 'accuracy >= 0.1', max_unscored: 11 }, [score({ unscored: 12 })]).ended,
    ).resolves.toBeTruthy()
  })

  it.each([
    ['a score that is not there', 'bleu >= 1', 'gate_unusable'],
    ['a name that means several', 'f1 >= 1', 'gate_unusable'],
    ['a line that is no condition', 'accuracy', 'condition_invalid'],
    ['code', 'accuracy >= constructor()', 'condition_invalid'],
  ])('refuses %s', async (_what, conditions, code) => {
    const scores = [score(), score({ metric: 'a', score: 'f1' }), score({ metric: 'b', score: 'f1' })]

    await expect(run({ conditions }, scores).ended).rejects.toMatchObject({ code, field: 'conditions' })
  })

  it('writes JUnit that parses, whatever the names hold', () => {
    const hostile = `"><script>&\u0000\uD800 ]]> 'x'\n`
    const check = { name: hostile, passed: false, expected: hostile, found: hostile }

    const xml = toJUnit([{ name: hostile, checks: [check], error: { code: 'x', message: hostile } }])

    const parsed = new DOMParser().parseFromString(xml, 'application/xml')
    expect(parsed.querySelector('parsererror')).toBeNull()
    expect(parsed.querySelector('failure')?.getAttribute('message')).toContain(`"><script>&\uFFFD\uFFFD ]]> 'x'\n`)
    expect(parsed.querySelectorAll('script')).toHaveLength(0)
    expect(parsed.documentElement.getAttribute('tests')).toBe('2')
  })
})
