/**
 * `doc_to_text`, `doc_to_choice` and `doc_to_target` of a task, read as lm-eval reads them (`api/task.py`).
 *
 * Unlike chat templates these keep a trailing newline and the newline after a tag: lm-eval's environment sets
 * `keep_trailing_newline` and not `trim_blocks`.
 */
import { type Template, parse, tokenize } from '@huggingface/jinja'
import { z } from 'zod'
import { evaluationErrors } from '../errors.ts'
import { LimitReached, renderBounded } from '../template/bounded-interpreter.ts'
import { findVariables } from '../template/variables.ts'
import type { Doc } from './task-definition.ts'

export type Target = string | number | readonly (string | number)[]

export interface DocTemplate<T> {
  /** @throws EvaluationError `template_invalid`, `template_limit` */
  read(doc: Doc): T
}

/** A text, with `hasChoices` possibly the index of the choice that is the input. */
export function compileText(source: string | number, path: string, hasChoices: boolean): DocTemplate<string | number> {
  if (typeof source === 'number') return { read: () => source }
  const render = compileSource(source, path)
  return {
    read(doc) {
      if (Object.hasOwn(doc, source)) return toTextOrIndex(doc[source], path)
      const text = render(doc)
      return hasChoices && isDigits(text) ? Number(text) : text
    },
  }
}

export function compileTarget(source: string | number, path: string, hasChoices: boolean): DocTemplate<Target> {
  if (typeof source === 'number') return { read: () => source }
  const render = compileSource(source, path)
  return {
    read(doc) {
      if (Object.hasOwn(doc, source)) return toTarget(doc[source], path)
      const text = render(doc)
      if (hasChoices && isDigits(text)) return Number(text)
      return text.length >= 2 && text.startsWith('[') && text.endsWith(']') ? (parseList(text) ?? text) : text
    },
  }
}

export function compileChoices(source: string | readonly string[], path: string): DocTemplate<readonly string[]> {
  if (typeof source !== 'string') return { read: () => source }
  const expression = /^\s*\{\{((?:(?!\}\}).)*)\}\}\s*$/s.exec(source)?.[1]
  // as JSON a list comes back exactly; its printed form would be ambiguous
  const render = compileSource(expression === undefined ? source : `{{ (${expression}) | tojson }}`, path)
  return {
    read(doc) {
      const value = Object.hasOwn(doc, source) ? doc[source] : parseList(render(doc))
      if (!Array.isArray(value))
        throw evaluationErrors.templateFailed(
          path,
          new Error(`expected a list of choices, e.g. "{{ [sol1, sol2] }}" or the name of a column that holds one`),
        )
      return value.map(String)
    },
  }
}

/** Text alone: descriptions and prefixes. */
export function compilePlain(source: string, path: string): DocTemplate<string> {
  const render = compileSource(source, path)
  return { read: (doc) => (Object.hasOwn(doc, source) ? String(doc[source]) : render(doc)) }
}

function compileSource(source: string, path: string): (doc: Doc) => string {
  if (!/\{[{%#]/.test(source)) return () => source
  const program = parseSource(source, path)
  const roots = alwaysRead(program)
  return (doc) => {
    for (const name of roots)
      if (!Object.hasOwn(doc, name)) throw evaluationErrors.unknownVariable(path, name, Object.keys(doc))
    try {
      return renderBounded(program, doc)
    } catch (error) {
      if (error instanceof LimitReached) throw evaluationErrors.templateLimit(path, error.message)
      throw evaluationErrors.templateFailed(path, error)
    }
  }
}

/**
 * Columns that every row must have. What stands in a branch of `… if x is defined else …` is read of some rows only: lm-eval's
 * files tell examples from rows in that way.
 */
function alwaysRead(program: Template['parsed']): ReadonlySet<string> {
  const outside: unknown = JSON.parse(JSON.stringify(program), (_key, node: unknown) => {
    const branch = branchSchema.safeParse(node)
    if (!branch.success) return node
    const condition = branch.data.condition ?? branch.data.test
    return /"value":"(?:un)?defined"/.test(JSON.stringify(condition)) ? condition : node
  })
  return findVariables(outside).roots
}

const branchSchema = z.object({
  type: z.enum(['Ternary', 'If']),
  condition: z.unknown().optional(),
  test: z.unknown().optional(),
})

function parseSource(source: string, path: string): Template['parsed'] {
  try {
    // the library drops one newline at the end, whatever it is told
    return parse(tokenize(source.endsWith('\n') ? `${source}\n` : source))
  } catch (error) {
    throw evaluationErrors.templateInvalid(path, error instanceof Error ? error.message : String(error))
  }
}

const isDigits = (text: string) => /^\p{Nd}+$/u.test(text)

function toTextOrIndex(value: unknown, path: string): string | number {
  if (typeof value === 'string') return value
  if (Number.isInteger(value)) return Number(value)
  throw evaluationErrors.templateFailed(path, new Error(`the column holds ${describe(value)}, expected a text`))
}

function toTarget(value: unknown, path: string): Target {
  if (typeof value === 'string' || typeof value === 'number') return value
  if (typeof value === 'boolean') return value ? 1 : 0
  if (Array.isArray(value)) return value.map((item) => (typeof item === 'number' ? item : String(item)))
  throw evaluationErrors.templateFailed(
    path,
    new Error(`the column holds ${describe(value)}, expected a text, a number or a list`),
  )
}

const describe = (value: unknown) => (value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 60))

/** A list printed as JSON or as Python does; undefined if it is neither. */
function parseList(text: string): (string | number)[] | undefined {
  for (const candidate of [text, text.replaceAll("'", '"')]) {
    try {
      const value: unknown = JSON.parse(candidate)
      if (Array.isArray(value)) return value.map((item) => (typeof item === 'number' ? item : String(item)))
    } catch {
      // not this form
    }
  }
  return undefined
}
