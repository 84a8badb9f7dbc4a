/**
 * From what a model said to a program.
 *
 * Continuations follow the harness: a repeated prompt is dropped, the text is cut at the earliest stop word, the prompt is
 * put back. Chat answers are no continuations, so one of the rules below applies; which one stands beside the verdict.
 */
import type { Language } from '../sandbox/languages.ts'
import type { AnswerKind, Problem } from './benchmark.ts'

/**
 * - `continuation`: prompt and cut text.
 * - `block`: the last fenced block that defines the function.
 * - `block_continued`: no block defines it; prompt and the last block.
 * - `text`: no block, but the text itself defines the function.
 * - `text_continued`: prompt and the text, cut as a continuation.
 */
export type ExtractionRule = 'continuation' | 'block' | 'block_continued' | 'text' | 'text_continued'

export interface Extracted {
  program: string
  rule: ExtractionRule
}

/** Null if there is nothing to run. */
export function extractCode(text: string, kind: AnswerKind, problem: Problem, language: Language): Extracted | null {
  if (text.trim() === '') return null
  const defines = definition(language, problem.entry)
  if (kind === 'completion') return { rule: 'continuation', program: continued(problem, text) }
  const blocks = fencedBlocks(text).filter((block) => block.trim() !== '')
  const whole = blocks.findLast((block) => defines.test(block))
  if (whole !== undefined) return { rule: 'block', program: problem.preamble + whole }
  const last = blocks.at(-1)
  if (last !== undefined) return { rule: 'block_continued', program: `${problem.prompt}\n${last}${problem.closing}` }
  return defines.test(text)
    ? { rule: 'text', program: problem.preamble + text }
    : { rule: 'text_continued', program: continued(problem, onOwnLine(text, problem.prompt)) }
}

/** Cut before the earliest of `stops`. */
export function cutAtStop(text: string, stops: readonly string[]): string {
  const found = stops.map((stop) => text.indexOf(stop)).filter((index) => index >= 0)
  return found.length === 0 ? text : text.slice(0, Math.min(...found))
}

function continued({ prompt, stops, closing }: Problem, text: string): string {
  const continuation = text.startsWith(prompt) ? text.slice(prompt.length) : text
  return prompt + cutAtStop(continuation, stops) + closing
}

/** A chat model does not go on in the middle of a line, as a completion of the stripped prompt does. */
const onOwnLine = (text: string, prompt: string): string =>
  text.startsWith(prompt) || text.startsWith('\n') ? text : `\n${text}`

/** Insides of ``` fences in order; one that is not closed (the answer was cut) goes to the end. */
function fencedBlocks(text: string): string[] {
  const blocks: string[] = []
  let open: string[] | null = null
  for (const line of text.split('\n')) {
    if (!/^\s*```/.test(line)) open?.push(line)
    else if (open === null) open = []
    else {
      blocks.push(open.join('\n'))
      open = null
    }
  }
  if (open !== null) blocks.push(open.join('\n'))
  return blocks
}

function definition(language: Language, entry: string): RegExp {
  const name = entry.replaceAll('$', '\\$')
  // MBPP's name is read off a test, and may be missing
  if (name === '') return language === 'python' ? /^(?:async\s+)?def\s/m : /(?!)/
  if (language === 'python') return new RegExp(`^(?:(?:async\\s+)?def\\s+${name}\\s*\\(|${name}\\s*=)`, 'm')
  if (language === 'perl') return new RegExp(`^\\s*sub\\s+${name}\\b`, 'm')
  // a return type, the name, and a list of parameters that opens a body
  if (language === 'cpp') return new RegExp(`^[\\w:<>,&*\\s]+\\b${name}\\s*\\([^;{]*\\)\\s*\\{`, 'm')
  if (language === 'shell') return new RegExp(`^\\s*(?:function\\s+${name}\\b|${name}\\s*\\(\\s*\\))`, 'm')
  return new RegExp(`\\bfunction\\s*\\*?\\s*${name}\\b|\\b(?:const|let|var)\\s+${name}\\b`)
}
