/** What a benchmark of generated code is, and the rules that all of them share. */
import type { Language, ProgramTexts } from '../sandbox/languages.ts'
import type { HubSource } from '../run/benchmark-hub.ts'
import type { Row } from '../template/row-view.ts'
import { findColumn } from '../template/row-view.ts'

export type AnswerKind = 'completion' | 'chat'

/** One row, read. */
export interface Problem {
  /** Sent to a completions endpoint, and the start of the program it completes. */
  prompt: string
  /** Sent to a chat endpoint. */
  question: string
  /** The function that the tests call. */
  entry: string
  /** A continuation is cut at the first of these. */
  stops: readonly string[]
  /** What stands before a whole function, so that it need not repeat the prompt's imports. */
  preamble: string
  /** Put after a continuation, where the benchmark leaves a bracket open. */
  closing: string
  tests: string
  setup: string
  /** Shown beside the answer, where the dataset has one. */
  reference: string | null
}

export interface ProblemOptions {
  /** MBPP's `test_setup_code` is left out, as the harness does. */
  ignoreSetup: boolean
}

export interface Benchmark {
  id: string
  language: Language
  /** Kinds of endpoint that its definition knows. */
  answers: readonly AnswerKind[]
  columns: readonly string[]
  /** Where its rows are published: taken where a config names no dataset. */
  hub: HubSource
  /** Seconds of processor time for one program. */
  timeoutSeconds: number
  /** @throws Error that says what a column lacks */
  toProblem(row: Row, options: ProblemOptions): Problem
}

export const toTexts = (problem: Problem, program: string): ProgramTexts => ({
  program,
  tests: problem.tests,
  setup: problem.setup,
})

/** @throws Error if the row has no text there */
export function textColumn(row: Row, name: string): string {
  const value = findColumn(row, name)
  if (typeof value === 'string') return value
  throw new Error(`The row has no text in "${name}". Map a column to it.`)
}

export const optionalText = (row: Row, name: string): string | null => {
  const value = findColumn(row, name)
  return typeof value === 'string' ? value : null
}

/** Question for a chat model; in our words, since the harness has none for most of these. */
export const toQuestion = (task: string, fence: string, code: string): string =>
  `${task} Answer with one fenced code block that holds the whole function and what it needs, and no tests.\n\n` +
  `\`\`\`${fence}\n${code.trim()}\n\`\`\``
