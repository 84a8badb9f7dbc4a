import { type Endpoint, openJournal } from '@evalflow/engine'
import { describe, expect, it } from 'vitest'
import { missingSandbox } from '../dev/sandbox-tests.ts'
import { createServices, datasetRef, modelTarget, startEndpoint } from '../dev/test-services.ts'
import { planEvaluation } from '../run/plan-evaluation.ts'
import { runEvaluation } from '../run/run-evaluation.ts'
import { compileFilters } from './filters.ts'
import { readNumberWords } from './number-words.ts'
import type { FilterDefinition } from './task-definition.ts'

async function evaluate(config: object, rows: Record<string, unknown>[], answer: (prompt: string) => string) {
  const server = await startEndpoint(({ prompt }) => answer(prompt))
  const model: Endpoint = { id: 'scripted', url: server.url, modelId: 'scripted', format: 'openai' }
  const plan = await planEvaluation({
    config: { type: 'lm_eval_harness', params: { max_retries: 0 }, ...config },
    target: modelTarget,
    services: { ...createServices({ rows }), resolveModel: async () => model },
  })
  const journal = openJournal(':memory:')
  const outcome = await runEvaluation(plan, { journal })
  return { plan, journal, outcome }
}

const task = (type: string, params: object = {}) => ({
  tasks: { [type]: { type, dataset: datasetRef('rows'), params } },
})

describe('ifeval', () => {
  it('gives shares of rows and of instructions, and leaves out a row that cannot be checked', async () => {
    const row = (prompt: string, ids: string[], kwargs: object[]) => ({ prompt, instruction_id_list: ids, kwargs })
    const rows = [
      row('a', ['punctuation:no_comma', 'detectable_format:title'], [{}, {}]),
      row('b', ['punctuation:no_comma'], [{}]),
      row('c', ['keywords:letter_frequency'], [{ letter: '#', let_frequency: 4, let_relation: 'at least' }]),
    ]

    const { outcome, journal } = await evaluate(task('ifeval'), rows, (prompt) => (prompt === 'b' ? 'x' : 'y, z'))

    const metrics = outcome.tasks['ifeval']?.metrics
    expect(metrics?.['prompt_level_strict_acc']?.scores['prompt_level_strict_acc']).toMatchObject({
      value: 0.5,
      stats: { count: 2 },
    })
    expect(metrics?.['inst_level_loose_acc']?.scores['inst_level_loose_acc']?.value).toBeCloseTo(1 / 3, 12)
    expect(journal.getSample('ifeval', 2)?.unscored['prompt_level_strict_acc.prompt_level_strict_acc']).toContain('"#"')
  })
})

describe('BBH’s filters', () => {
  const apply = (step: FilterDefinition['filter'][number], answer: string, input: string) =>
    compileFilters([{ name: 'x', filter: [step] }], 'x')[0]?.apply([answer], { input })
  const OPTIONS = 'Which?\nOptions:\n(A) a red car\n(B) a Red car park'

  it.each([
    ['the letter in brackets', 'It is (B), not (A).', '(B)'],
    ['the text of a choice, the longest', 'I say: a red, CAR park!', '(B)'],
    ['a bare letter behind a colon', 'The answer: A', '(A)'],
    ['nothing', 'none', '[invalid]'],
  ])('find %s', (_name, answer, expected) => {
    const step = { function: 'bbh_choice', regex_pattern: '(\\([A-Z]\\))', ignore_case: true, ignore_punctuation: true }
    expect(apply(step, answer, OPTIONS)).toBe(expected)
  })

  it('order words by where they were named last', () => {
    expect(apply({ function: 'bbh_sorted_words' }, 'b a c; so: a b c', 'List: c b a')).toBe('a b c')
  })

  it.each([
    ['about 12 or 30', '12'],
    ['there are twenty one', '21'],
    ['many', '[invalid]'],
  ])('read a number from "%s"', (answer, expected) => {
    expect(apply({ function: 'bbh_number', regex_pattern: '([-0-9]+)' }, answer, '')).toBe(expected)
  })

  // values of word2number 1.1
  it.each([
    ['three hundred forty two', 342],
    ['two million three thousand five', 2_003_005],
    ['sixteen and one thousand two hundred', 17_200],
    ['thousand million', undefined],
    ['thousand and one thousand', undefined],
  ])('read "%s" as word2number does', (text, value) => expect(readNumberWords(text)).toBe(value))
})

const missing = await missingSandbox()

describe.skipIf(missing !== null)('code in lm-eval’s form', () => {
  const humaneval = (name: string) => ({
    prompt: `def ${name}(x):\n    """Adds one."""\n`,
    test: 'def check(candidate):\n    assert candidate(1) == 2\n',
    entry_point: name,
  })

  it('runs what goes on where the prompt ends, and scores pass@1', async () => {
    const rows = [humaneval('right'), humaneval('wrong'), humaneval('early')]
    const answer = (prompt: string) =>
      prompt.includes('right')
        ? '    return x + 1\n'
        : prompt.includes('wrong')
          ? '    return x\n'
          : '    raise SystemExit(0)\n'

    const { outcome, journal } = await evaluate(task('humaneval'), rows, answer)

    const name = 'pass@1__create_test'
    expect(outcome.tasks['humaneval']?.metrics?.[name]?.scores[name]?.value).toBeCloseTo(1 / 3, 12)
    expect(journal.getSample('humaneval', 1)?.extra).toMatchObject({ [name]: { status: 'fail' } })
  }, 60_000)

  it('reads the program of an instructed model up to the fence', async () => {
    const { outcome } = await evaluate(
      task('humaneval_instruct'),
      [humaneval('f')],
      () => '    return x + 1\n```\nDone.',
    )

    const name = 'pass@1__create_test'
    expect(outcome.tasks['humaneval_instruct']?.metrics?.[name]?.scores[name]?.value).toBe(1)
  }, 60_000)
})

describe('closed tasks', () => {
  it('run as the nearest open definition, and the result says so', async () => {
    const samples = [{ question: 'How many?', answer: 'Count.\n#### 3' }]

    const { plan, outcome } = await evaluate(task('adlr_gsm8k_cot_8_shot'), samples, () => 'The answer is 3.')

    expect(plan.warnings.join()).toContain('the adlr definition is not published')
    expect(outcome.tasks['adlr_gsm8k_cot_8_shot']?.data).toMatchObject({
      benchmark: 'gsm8k_cot',
      asked_for: 'adlr_gsm8k_cot_8_shot',
      definition: 'nearest open definition',
      num_fewshot: 8,
    })
  })

  it('that are groups warn once and mark each task', async () => {
    const row = { question: 'Which?', choices: ['a', 'b', 'c', 'd'], answer: 0 }

    const { plan, outcome } = await evaluate(
      { tasks: { adlr_mmlu: { type: 'adlr_mmlu', dataset: datasetRef('rows'), params: { num_fewshot: 0 } } } },
      [row],
      () => ' A',
    )

    expect(plan.warnings.filter((warning) => warning.includes('not published'))).toHaveLength(1)
    expect(outcome.tasks['mmlu_anatomy_generative']?.data).toMatchObject({ asked_for: 'adlr_mmlu' })
    const name = 'exact_match__get_response'
    expect(outcome.groups['mmlu_generative']?.metrics?.[name]?.scores[name]?.value).toBe(1)
  })
})
