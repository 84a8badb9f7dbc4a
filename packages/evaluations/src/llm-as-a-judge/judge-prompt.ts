/** A judge's own prompt: compiled once, checked for variables no row will have, rendered with fenced answers. */
import { Template } from '@huggingface/jinja'
import { evaluationErrors } from '../errors.ts'
import type { Row, RowView } from '../template/row-view.ts'
import { compileValue } from '../template/value-template.ts'
import { findVariables } from '../template/variables.ts'
import type { Message } from './ask-judge.ts'
import { addNote, createFence } from './fence.ts'

export interface JudgePrompt {
  /** Templates as the config has them, for the hash. */
  readonly source: readonly Message[]
  readonly columns: ReadonlySet<string>
  /** @throws EvaluationError for a row that lacks a column */
  render(view: RowView): Message[]
}

/**
 * `known` are the fields of `sample`; `replyForm` is added to the last message unless the prompt places it itself.
 *
 * @throws EvaluationError `template_variable` naming the variable and the known ones, `template_invalid`
 */
export function compileJudgePrompt(
  prompt: string | readonly Message[],
  options: { path: string; known: readonly string[]; replyForm: string | undefined; topLevel: boolean },
): JudgePrompt {
  const { path, known, replyForm, topLevel } = options
  const written: readonly Message[] = typeof prompt === 'string' ? [{ role: 'user', content: prompt }] : prompt
  const texts = written.flatMap(({ content }) => textsIn(content))
  for (const text of texts) checkVariables(text, path, known, topLevel)
  const placed = texts.some((text) => text.includes('sample.reply_form'))
  const compiled = compileValue(written, { path, topLevel })
  return {
    source: written,
    columns: compiled.columns,
    render(view) {
      const messages = compiled.render({ ...view, sample: { reply_form: replyForm ?? '', ...view.sample } })
      if (!isMessages(messages)) throw evaluationErrors.configInvalid(path, 'expected a list of {role, content}.')
      return placed || replyForm === undefined ? messages : append(messages, replyForm)
    },
  }
}

/**
 * Renders with the named texts of `sample` (and columns of `item`) fenced, the fence explained in the prompt.
 * `seed` names row and prompt: the same seed gives the same request.
 */
export function renderFenced(
  prompt: JudgePrompt,
  view: RowView,
  fenced: { seed: string; fields: readonly string[]; columns?: readonly string[] },
): Message[] {
  const { fields, columns = [] } = fenced
  const texts = [...fields.map((name) => view.sample[name]), ...columns.map((name) => view.item[name])]
  const fence = createFence(
    fenced.seed,
    texts.filter((text) => typeof text === 'string'),
  )
  const wrap = (row: Row, names: readonly string[]): Row => {
    const copy: Record<string, unknown> = { ...row }
    for (const name of names) if (typeof copy[name] === 'string') copy[name] = fence.wrap(copy[name])
    return copy
  }
  const inside = { ...view, item: wrap(view.item, columns), sample: wrap(view.sample, fields) }
  return addNote(prompt.render(inside), fence.note)
}

/** @throws EvaluationError `template_variable` naming the variable and the known ones, `template_invalid` */
export function checkVariables(source: string, path: string, known: readonly string[], topLevel: boolean): void {
  if (!/\{[{%#]/.test(source)) return
  let program: unknown
  try {
    program = new Template(source).parsed
  } catch (error) {
    throw evaluationErrors.templateInvalid(path, error instanceof Error ? error.message : String(error))
  }
  const names = ['item.<column>', ...known.map((name) => `sample.${name}`)]
  const { roots, required } = findVariables(program)
  const root = [...roots].find((name) => name !== 'item' && name !== 'sample')
  if (root !== undefined && !topLevel) throw evaluationErrors.unknownVariable(path, root, names)
  const field = [...(required.get('sample') ?? [])].find((name) => !known.includes(name))
  if (field !== undefined) throw evaluationErrors.unknownVariable(path, `sample.${field}`, names)
}

export const textsIn = (content: unknown): string[] => {
  if (typeof content === 'string') return [content]
  if (Array.isArray(content)) return content.flatMap(textsIn)
  return typeof content === 'object' && content !== null ? Object.values(content).flatMap(textsIn) : []
}

export const isMessages = (value: unknown): value is Message[] =>
  Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'object' && item !== null)

function append(messages: readonly Message[], text: string): Message[] {
  return messages.map((message, i) => {
    if (i !== messages.length - 1) return message
    const { content } = message
    if (typeof content === 'string') return { ...message, content: `${content}\n\n${text}` }
    return { ...message, content: [...(Array.isArray(content) ? content : []), { type: 'text', text }] }
  })
}
