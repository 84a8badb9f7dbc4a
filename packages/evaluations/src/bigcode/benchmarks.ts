/** Benchmarks that run, and why the others that NeMo names do not. */
import type { Benchmark } from './benchmark.ts'
import { humanEvalTasks } from './human-eval.ts'
import { mbppTask } from './mbpp.ts'
import { missingDialect, multiplETasks } from './multipl-e.ts'

export const benchmarks: readonly Benchmark[] = [...humanEvalTasks, mbppTask, ...multiplETasks]

const PLUS = 'Its tests need NumPy, which programs in the sandbox do not have.'
const WITHOUT: Readonly<Record<string, string>> = {
  humanevalplus: PLUS,
  humaneval_plus: PLUS,
  mbppplus: PLUS,
  'mbppplus-chat': PLUS,
  'mbppplus-completions': PLUS,
  mbppplus_nemo: PLUS,
}

/** Names of the launcher's catalogue for one benchmark over two kinds of endpoint. */
const ALIASES: Readonly<Record<string, string>> = { 'mbpp-chat': 'mbpp', 'mbpp-completions': 'mbpp' }

export const findBenchmark = (name: string): Benchmark | undefined =>
  benchmarks.find(({ id }) => id === (ALIASES[name] ?? name))

/** Why a benchmark of this harness cannot run; undefined for names that are not the harness's. */
export function whyNot(name: string): string | undefined {
  const language = /^multiple-([a-z]+)$/.exec(name)?.[1]
  return WITHOUT[name] ?? (language === undefined ? undefined : (missingDialect(language) ?? undefined))
}

export const isBenchmarkName = (name: string): boolean =>
  findBenchmark(name) !== undefined || whyNot(name) !== undefined
