import { openJournal } from '@evalflow/engine'
import type { Script } from '@evalflow/testkit'
import { describe, expect, it } from 'vitest'
import { missingSandbox } from '../dev/sandbox-tests.ts'
import { createServices, datasetRef, modelTarget, startEndpoint } from '../dev/test-services.ts'
import { planEvaluation } from '../run/plan-evaluation.ts'
import { runEvaluation } from '../run/run-evaluation.ts'
import { benchmarks } from './benchmarks.ts'
import { bigcodeForm } from './form.ts'

const missing = await missingSandbox()
const TIME = 120_000

const problem = (name: string, sum: number) => ({
  prompt: `def ${name}(a):\n    """Adds ${sum}."""\n`,
  entry_point: name,
  test: `def check(candidate):\n    assert candidate(1) == ${1 + sum}\n`,
})
const ROWS = [problem('one', 1), problem('two', 2), problem('three', 3)]

async function evaluate(script: Script, config: object, rows: Record<string, unknown>[] = ROWS) {
  const endpoint = await startEndpoint(script)
  const services = createServices({ rows }, endpoint)
  const plan = await planEvaluation({ config, target: modelTarget, services })
  const journal = openJournal(':memory:')
  const outcome = await runEvaluation(plan, { journal })
  return { outcome, plan, rows: [...journal.samples(plan.tasks[0]?.name ?? '')] }
}

const humanEval = (params: object = {}) => ({
  type: 'humaneval',
  params,
  tasks: { humaneval: { type: 'humaneval', dataset: datasetRef('rows') } },
})
const block = (code: string) => `Here:\n\`\`\`python\n${code}\n\`\`\``
const solve = (name: string, sum: number) => block(`def ${name}(a):\n    return a + ${sum}`)

describe.skipIf(missing !== null)('BigCode Evaluation Harness', () => {
  it(
    'gives pass@1 in NeMo’s tree, with stats, and says how each answer was read',
    async () => {
      const answers: Script = ({ prompt }) =>
        prompt.includes('def one')
          ? solve('one', 1)
          : prompt.includes('def two')
            ? '    return a + 2'
            : solve('three', 4)

      const { outcome, rows, plan } = await evaluate(answers, humanEval())

      expect(outcome.tasks['humaneval']?.metrics?.['pass@1']?.scores['pass@1']).toMatchObject({
        value: 2 / 3,
        stats: { count: 3, sum: 2, nan_count: 0 },
      })
      expect(rows.map(({ extra }) => extra)).toMatchObject([
        { attempts: [{ status: 'pass', rule: 'block' }] },
        { attempts: [{ status: 'pass', rule: 'text_continued' }] },
        { attempts: [{ status: 'fail', rule: 'block', reason: 'AssertionError:' }] },
      ])
      expect(plan.warnings).toEqual([expect.stringContaining('defined for completions')])
    },
    TIME,
  )

  it(
    'estimates pass@k without bias, for each k there are attempts for',
    async () => {
      const bodies: unknown[] = []
      const answers: Script = ({ body }) => (bodies.push(body) <= 2 ? solve('one', 1) : '')

      const { outcome } = await evaluate(
        answers,
        {
          type: 'bigcode_evaluation_harness',
          params: {
            temperature: 0.8,
            extra: { n_samples: 5, pass_at: [1, 2, 10], top_k: 3, seed: 7, model_type: 'chat' },
          },
          tasks: { main: { type: 'humaneval_instruct', dataset: datasetRef('rows') } },
        },
        ROWS.slice(0, 1),
      )

      const metrics = outcome.tasks['main']?.metrics ?? {}
      expect(Object.keys(metrics)).toEqual(['pass@1', 'pass@2'])
      expect(metrics['pass@1']?.scores['pass@1']?.value).toBeCloseTo(2 / 5, 12)
      // 1 - C(3,2) / C(5,2)
      expect(metrics['pass@2']?.scores['pass@2']?.value).toBeCloseTo(0.7, 12)
      expect(bodies).toHaveLength(5)
      expect(bodies[0]).toMatchObject({ top_k: 3, temperature: 0.8 })
    },
    TIME,
  )

  it(
    'takes a program that was not started for no attempt, never for a 0',
    async () => {
      const shell = { name: 'x', language: 'sh', prompt: 'f() {\n', tests: 'not MultiPL-E', stop_tokens: ['\n}'] }

      const { outcome, rows } = await evaluate(
        () => 'echo 1',
        { type: 'multiple-sh', tasks: { sh: { type: 'multiple-sh', dataset: datasetRef('rows') } } },
        [shell],
      )

      expect(outcome.tasks['sh']?.metrics?.['pass@1']?.scores['pass@1']).toMatchObject({ value: null })
      expect(rows[0]).toMatchObject({ status: 'partly', scores: { 'pass@1.pass@1': null } })
      expect(rows[0]?.unscored['pass@1.pass@1']).toContain('These tests cannot be run')
    },
    TIME,
  )

  it.each([
    [
      'multiple-js',
      'javascript',
      {
        language: 'js',
        prompt: '//Adds 41.\nfunction add(x){\n',
        tests:
          "const assert = require('node:assert');\n\nfunction test() {\n  let candidate = add;\n  assert.deepEqual(candidate(1),42);\n}\n\ntest();",
      },
      'function add(x) {\n  return x + 41\n}',
      'const add = (x) => x + 40',
    ],
    [
      'multiple-py',
      'python',
      {
        language: 'py',
        prompt: 'def add(x: int) -> int:\n    """Adds 41."""\n',
        tests:
          'def check(candidate):\n    assert candidate(1) == 42\n\ndef test_check():\n    check(add)\n\ntest_check()\n',
      },
      'def add(x):\n    return x + 41',
      'def add(x):\n    return x + 40',
    ],
  ])(
    'runs %s',
    async (task, fence, row, right, wrong) => {
      const answers: Script = ({ number }) => `\`\`\`${fence}\n${number === 0 ? right : wrong}\n\`\`\``
      const tasks = { t: { type: task, dataset: datasetRef('rows') } }

      const { rows } = await evaluate(answers, { type: task, params: { parallelism: 1 }, tasks }, [row, row])

      expect(rows.map(({ scores }) => scores)).toEqual([{ 'pass@1.pass@1': 1 }, { 'pass@1.pass@1': 0 }])
    },
    TIME,
  )

  it.each([
    ['humaneval', { files_url: 'hf://datasets/openai/openai_humaneval', split: 'test' }],
    ['mbpp-chat', { files_url: 'hf://datasets/google-research-datasets/mbpp', subset: 'full', split: 'test' }],
    ['multiple-sh', { files_url: 'hf://datasets/nuprl/MultiPL-E', subset: 'humaneval-sh', split: 'test' }],
  ])('takes the published rows of %s where a config names none', async (type, asked) => {
    const endpoint = await startEndpoint(() => '')
    const services = createServices({}, endpoint)
    const refs: unknown[] = []
    const openDataset: typeof services.openDataset = async (ref) => {
      refs.push(ref)
      return {
        count: 1,
        hash: 'h',
        rows: async function* () {
          yield { prompt: 'p', test: '', entry_point: 'p', text: 'p', test_list: [], tests: '' }
        },
      }
    }

    const plan = await planEvaluation({ config: { type }, target: modelTarget, services: { ...services, openDataset } })

    expect(refs).toEqual([{ hf_endpoint: 'https://huggingface.co', ...asked }])
    expect(plan.tasks.map(({ total }) => total)).toEqual([1])
  })

  it.each([
    [
      'a benchmark without its data',
      { type: 'humaneval' },
      'dataset_missing',
      /^config\.tasks\.humaneval\.dataset: "humaneval" needs its data.*Looked for split "test" of "openai\/openai_humaneval"/,
    ],
    ['a benchmark that needs NumPy', { type: 'humanevalplus' }, 'config_invalid', /NumPy/],
    ['a language without a toolchain', { type: 'multiple-rkt' }, 'config_invalid', /"rkt"/],
    ['an endpoint of the wrong kind', { type: 'humaneval-unstripped' }, 'target_unfit', /completions endpoint/],
    [
      'model_type against the URL',
      { ...humanEval({ extra: { model_type: 'completions' } }) },
      'config_invalid',
      /found "completions"/,
    ],
    [
      'k above the attempts',
      { ...humanEval({ extra: { pass_at: [10] } }) },
      'config_invalid',
      /at most n_samples \(1\)/,
    ],
  ])('refuses %s', async (_case, config, code, message) => {
    await expect(evaluate(() => '', config)).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
  })
})

describe('its form', () => {
  const options = bigcodeForm.fields.find(({ id }) => id === 'task_name')?.options ?? []

  it('offers what runs, and nothing else', () => {
    const offered = options.filter(({ unavailable }) => unavailable === undefined).map(({ value }) => value)

    expect(offered.toSorted()).toEqual(benchmarks.map(({ id }) => id).toSorted())
  })

  it.each(benchmarks.map(({ id, columns }) => [id, columns] as const))('knows the columns of %s', (id, columns) => {
    expect(bigcodeForm.fits(columns, { task_name: id }).fits).toBe(true)
    expect(bigcodeForm.fits(columns.slice(1), { task_name: id }).fits).toBe(false)
  })
})
