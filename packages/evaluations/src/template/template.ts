/**
 * Prompt and metric templates: Jinja, compiled once per task, rendered once per row.
 *
 * Plain substitution (`{{ item.question }}`, by far the most common) takes a path without the interpreter; what it gives
 * is what the interpreter would give, and a test holds the two against each other.
 */
import { Template } from '@huggingface/jinja'
import { evaluationErrors } from '../errors.ts'
import { LimitReached, TEMPLATE_LIMITS, renderBounded } from './bounded-interpreter.ts'
import { type Row, type RowView, columnNames, findColumn, hasColumn, toItem } from './row-view.ts'
import { fieldOf, filterName, findVariables } from './variables.ts'

export interface CompiledTemplate {
  /** @throws EvaluationError `template_variable`, `template_limit`, `template_invalid` */
  render(view: RowView): string
  /** Columns of the row the template cannot do without. */
  readonly columns: ReadonlySet<string>
  /** Whether the whole template is one expression ending in `| tojson`. */
  readonly rendersJson: boolean
}

export interface CompileOptions {
  /** Where the template stands, for errors. */
  path: string
  /** The row's columns are variables of their own. */
  topLevel: boolean
  /** What `sample` will hold; absent where it is not known. */
  sampleFields?: readonly string[]
}

const ROOTS = ['item', 'sample']

/** @throws EvaluationError `template_invalid`, or `template_variable` for a root or a field of `sample` that no row will have */
export function compileTemplate(source: string, options: CompileOptions): CompiledTemplate {
  // what has no tag is no template: a stop text "\n" keeps the newline that Jinja would drop
  if (!/\{[{%#]/.test(source)) return { render: () => source, columns: new Set(), rendersJson: false }
  const program = parseTemplate(source, options.path)
  const { roots, required } = findVariables(program)
  const free = [...roots].filter((root) => !ROOTS.includes(root))
  const [unknown] = free
  if (unknown !== undefined && !options.topLevel) throw evaluationErrors.unknownVariable(options.path, unknown, ROOTS)

  const itemFields = [...(required.get('item') ?? [])]
  const sampleFields = [...(required.get('sample') ?? [])]
  const strange = sampleFields.find((name) => options.sampleFields?.includes(name) === false)
  if (strange !== undefined) throw unknownSampleField(options, strange)
  const check = (view: RowView) => {
    for (const name of free) if (!hasColumn(view.item, name)) throw unknownColumn(options.path, name, view.item, '')
    for (const name of itemFields)
      if (!hasColumn(view.item, name)) throw unknownColumn(options.path, name, view.item, 'item.')
    for (const name of sampleFields)
      if (!Object.hasOwn(view.sample, name)) throw unknownColumn(options.path, name, view.sample, 'sample.')
  }
  const renderFully = (view: RowView): string => {
    check(view)
    const item = toItem(view.item)
    return guarded(options.path, () =>
      renderBounded(program, { ...(view.topLevel ? item : {}), item, sample: view.sample }),
    )
  }
  const parts = toParts(program)
  const render = parts === undefined ? renderFully : (view: RowView) => renderParts(parts, view) ?? renderFully(view)
  return { render, columns: new Set([...free, ...itemFields]), rendersJson: endsInToJson(program) }
}

function parseTemplate(source: string, path: string): Template['parsed'] {
  if (source.length > TEMPLATE_LIMITS.sourceLength)
    throw evaluationErrors.templateLimit(
      path,
      `the template has ${source.length} characters, at most ${TEMPLATE_LIMITS.sourceLength} are allowed`,
    )
  try {
    return new Template(source).parsed
  } catch (error) {
    throw evaluationErrors.templateInvalid(path, error instanceof Error ? error.message : String(error))
  }
}

function guarded(path: string, render: () => string): string {
  try {
    return render()
  } catch (error) {
    if (error instanceof LimitReached) throw evaluationErrors.templateLimit(path, error.message)
    throw evaluationErrors.templateFailed(path, error)
  }
}

const unknownColumn = (path: string, name: string, row: Row, prefix: string) =>
  evaluationErrors.unknownVariable(
    path,
    `${prefix}${name}`,
    columnNames(row).map((column) => `${prefix}${column}`),
  )

function unknownSampleField({ path, sampleFields = [] }: CompileOptions, name: string): Error {
  const known = sampleFields.map((field) => `sample.${field}`)
  return evaluationErrors.unknownVariable(path, `sample.${name}`, ['item.<column>', ...known])
}

/** A literal text, or `root.field`. */
type Part = string | { readonly root: 'item' | 'sample' | ''; readonly field: string }

/** The parts of a template of texts and plain substitutions; undefined if it has anything else. */
function toParts(program: Template['parsed']): Part[] | undefined {
  const parts: Part[] = []
  for (const statement of program.body) {
    const part = toPart(statement as unknown as Readonly<Record<string, unknown>>)
    if (part === undefined) return undefined
    parts.push(part)
  }
  return parts
}

function toPart(node: Readonly<Record<string, unknown>>): Part | undefined {
  if (node['type'] === 'StringLiteral') return String(node['value'])
  if (node['type'] === 'Identifier' && !ROOTS.includes(String(node['value'])))
    return { root: '', field: String(node['value']) }
  if (node['type'] !== 'MemberExpression') return undefined
  const object = node['object'] as Readonly<Record<string, unknown>>
  const root = object['type'] === 'Identifier' ? object['value'] : undefined
  const field = fieldOf(node)
  return (root === 'item' || root === 'sample') && field !== undefined ? { root, field } : undefined
}

/** Undefined where the interpreter is needed: a value is missing, a list, an object or a fraction. */
function renderParts(parts: readonly Part[], view: RowView): string | undefined {
  let text = ''
  for (const part of parts) {
    if (typeof part === 'string') {
      text += part
      continue
    }
    const value = part.root === 'sample' ? view.sample[part.field] : findColumn(view.item, part.field)
    if (typeof value === 'string') text += value
    else if (typeof value === 'boolean' || Number.isSafeInteger(value)) text += String(value)
    else return undefined
  }
  return text.length > TEMPLATE_LIMITS.outputLength ? undefined : text
}

function endsInToJson(program: Template['parsed']): boolean {
  const [only, ...others] = program.body as unknown as Readonly<Record<string, unknown>>[]
  return others.length === 0 && only?.['type'] === 'FilterExpression' && filterName(only) === 'tojson'
}
