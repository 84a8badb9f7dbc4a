/** Every reference solution passes, and none passes once it is broken: so the tests are run, and read right. */
import { describe, expect, it } from 'vitest'
import { missingSandbox, readBenchmark } from '../dev/sandbox-tests.ts'
import { runInSandbox } from '../sandbox/run-in-sandbox.ts'
import type { Benchmark } from './benchmark.ts'
import { toTexts } from './benchmark.ts'
import { findBenchmark } from './benchmarks.ts'
import { extractCode } from './extract-code.ts'
import { multiplESolutions } from './multipl-e-solutions.ts'

const TIME = 240_000
const missing = await missingSandbox()
const humanEval = readBenchmark('humaneval/HumanEval.jsonl')
const mbpp = readBenchmark('mbpp/mbpp_test_ids_11-343.jsonl')

const benchmark = (id: string): Benchmark => {
  const found = findBenchmark(id)
  if (found === undefined) throw new Error(`no benchmark ${id}`)
  return found
}

/** Status of each row's `answer`, read as a continuation; `none` for an answer that gives no program. */
async function runAll(id: string, rows: Record<string, unknown>[], answer: (row: Record<string, unknown>) => string) {
  const { toProblem, language } = benchmark(id)
  return Promise.all(
    rows.map(async (row) => {
      const problem = toProblem(row, { ignoreSetup: false })
      const program = extractCode(answer(row), 'completion', problem, language)?.program ?? ''
      // more time than a model's program gets: what is tested is the verdict, not this machine
      const { status } = await runInSandbox({ ...toTexts(problem, program), language, timeoutMs: 20_000 })
      return { id: row['task_id'] ?? row['name'], status }
    }),
  )
}

const text = (row: Record<string, unknown>, name: string) => String(row[name])
const not = (status: string) => (result: { status: string }) => result.status !== status

describe.skipIf(missing !== null || humanEval === null)('HumanEval', () => {
  it(
    'passes all 164 reference solutions, read as continuations',
    async () => {
      // the stripped prompt ends without the line break that the solution is written after
      const results = await runAll('humaneval', humanEval ?? [], (row) => `\n${text(row, 'canonical_solution')}`)

      expect([results.length, results.filter(not('pass'))]).toEqual([164, []])
    },
    TIME,
  )

  it(
    'passes none of them when their results are not given back',
    async () => {
      const broken = (row: Record<string, unknown>) =>
        `\n${text(row, 'canonical_solution').replaceAll(/\breturn\b.*/g, 'return object()')}`

      const results = await runAll('humaneval', humanEval ?? [], broken)

      expect(results.filter(({ status }) => status !== 'fail')).toEqual([])
    },
    TIME,
  )
})

describe.skipIf(missing !== null || mbpp === null)('MBPP', () => {
  // the solutions are whole programs: run as they are, as the harness runs `code`
  const runCode = (rows: Record<string, unknown>[], change: (code: string) => string) =>
    Promise.all(
      rows.map(async (row) => {
        const problem = benchmark('mbpp').toProblem(row, { ignoreSetup: false })
        const texts = toTexts(problem, change(text(row, 'code')))
        const { status } = await runInSandbox({ ...texts, language: 'python', timeoutMs: 20_000 })
        return { id: row['task_id'], status }
      }),
    )

  it(
    'passes every reference solution of tasks 11 to 343',
    async () => {
      const results = await runCode(mbpp ?? [], (code) => code)

      expect([results.length, results.filter(not('pass'))]).toEqual([333, []])
    },
    TIME,
  )

  it(
    'passes none of every third one when its results are not given back',
    async () => {
      const some = (mbpp ?? []).filter((_row, index) => index % 3 === 0)

      const results = await runCode(some, (code) => code.replaceAll(/\breturn\b.*/g, 'return object()'))

      expect(results.filter(({ status }) => status === 'pass' || status === 'sandbox_error')).toEqual([])
    },
    TIME,
  )
})

describe.skipIf(missing !== null).each(multiplESolutions)('$task', ({ task, file, solutions, wrong }) => {
  const rows = readBenchmark(file)
  const chosen = rows?.filter((row) => text(row, 'name') in solutions) ?? []

  it.skipIf(rows === null)(
    'passes right continuations and no wrong one',
    async () => {
      const right = await runAll(task, chosen, (row) => solutions[text(row, 'name')] ?? '')
      const broken = await runAll(task, chosen, () => wrong)

      expect([right.length, right.filter(not('pass'))]).toEqual([Object.keys(solutions).length, []])
      expect(broken.filter(not('fail'))).toEqual([])
    },
    TIME,
  )
})
