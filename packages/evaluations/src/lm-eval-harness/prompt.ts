/**
 * The prompt of one row: description, examples, question; as one text or as messages. Follows `fewshot_context`,
 * `build_qa_turn` and `Message` of lm-eval 0.4.13 (`api/task.py`, `api/utils.py`).
 */
import {
  type DocTemplate,
  type Target,
  compileChoices,
  compilePlain,
  compileTarget,
  compileText,
} from './doc-template.ts'
import type { Doc, TaskDefinition } from './task-definition.ts'

export interface ChatMessage {
  role: 'system' | 'user' | 'assistant'
  content: string
}

interface Message extends ChatMessage {
  /** Follows the content where the messages are joined to one text. */
  delimiter: string
}

export interface Prompts {
  text: DocTemplate<string | number>
  target: DocTemplate<Target>
  choices: DocTemplate<readonly string[]> | undefined
  /** One text, or with several inputs one per choice. */
  toTexts(doc: Doc, examples: readonly Doc[]): string[]
  toMessages(doc: Doc, examples: readonly Doc[]): ChatMessage[]
}

/** @throws EvaluationError `template_invalid` for a template that cannot be read, with its field */
export function compilePrompts(task: TaskDefinition, path: string): Prompts {
  const hasChoices = task.doc_to_choice != null
  const text = compileText(task.doc_to_text, `${path}.doc_to_text`, hasChoices)
  const target = compileTarget(task.doc_to_target, `${path}.doc_to_target`, hasChoices)
  const choices = task.doc_to_choice == null ? undefined : compileChoices(task.doc_to_choice, `${path}.doc_to_choice`)
  const description = compilePlain(task.description, `${path}.description`)
  const prefix = task.gen_prefix == null ? undefined : compilePlain(task.gen_prefix, `${path}.gen_prefix`)
  const example = compileExample(task, { path, hasChoices, text, target, choices, prefix })

  const before = (doc: Doc, examples: readonly Doc[]): Message[] => {
    const intro = description.read(doc)
    const system: Message[] = intro === '' ? [] : [{ role: 'system', content: intro, delimiter: '' }]
    return [...system, ...examples.flatMap(example)]
  }
  const question = (content: string, genPrefix: string, delimiter: string): Message[] => {
    const spaced = genPrefix !== '' && needsDelimiter(content, genPrefix)
    const user: Message = { role: 'user', content, delimiter: spaced ? delimiter : '' }
    return genPrefix === '' ? [user] : [user, { role: 'assistant', content: genPrefix, delimiter: '' }]
  }
  const toAll = (doc: Doc, examples: readonly Doc[]): Message[][] => {
    const shared = before(doc, examples)
    const genPrefix = prefix?.read(doc) ?? ''
    const content = text.read(doc)
    if (typeof content === 'string') return [[...shared, ...question(content, genPrefix, task.target_delimiter)]]
    return (choices?.read(doc) ?? []).map((input) => [...shared, ...question(input, genPrefix, '')])
  }
  return {
    text,
    target,
    choices,
    toTexts: (doc, examples) =>
      toAll(doc, examples).map((messages) => messages.map((message) => message.content + message.delimiter).join('')),
    toMessages: (doc, examples) => (toAll(doc, examples)[0] ?? []).map(({ role, content }) => ({ role, content })),
  }
}

interface ExampleParts extends Pick<Prompts, 'text' | 'target' | 'choices'> {
  path: string
  hasChoices: boolean
  prefix: DocTemplate<string> | undefined
}

/** An answered question, with the overrides of `fewshot_config`. */
function compileExample(task: TaskDefinition, parts: ExampleParts): (doc: Doc) => Message[] {
  const own = task.fewshot_config
  const path = `${parts.path}.fewshot_config`
  const text =
    own.doc_to_text == null ? parts.text : compileText(own.doc_to_text, `${path}.doc_to_text`, parts.hasChoices)
  const target =
    own.doc_to_target == null
      ? parts.target
      : compileTarget(own.doc_to_target, `${path}.doc_to_target`, parts.hasChoices)
  const choices = own.doc_to_choice == null ? parts.choices : compileChoices(own.doc_to_choice, `${path}.doc_to_choice`)
  const prefix = own.gen_prefix == null ? parts.prefix : compilePlain(own.gen_prefix, `${path}.gen_prefix`)
  const between = own.target_delimiter ?? task.target_delimiter
  const after = own.fewshot_delimiter ?? task.fewshot_delimiter

  return (doc) => {
    const question = text.read(doc)
    const all = choices?.read(doc)
    // with several inputs the question is the index of the right one, and the answer follows them all
    const content = typeof question === 'number' ? (all?.[question] ?? '') : question
    const answer = toAnswer(target.read(doc), typeof question === 'number' ? undefined : all)
    const genPrefix = prefix?.read(doc) ?? ''
    const hasDelimiter = genPrefix === '' ? answer !== '' : needsDelimiter(content, genPrefix)
    const user: Message = { role: 'user', content, delimiter: hasDelimiter ? between : '' }
    if (answer === '' && genPrefix === '') return [user]
    const reply = answer === '' ? genPrefix : joinSpaced(genPrefix, answer)
    return [user, { role: 'assistant', content: reply, delimiter: answer === '' ? '' : after }]
  }
}

function toAnswer(target: Target, choices: readonly string[] | undefined): string {
  if (typeof target === 'number') return choices?.[target] ?? String(target)
  return typeof target === 'string' ? target : String(target[0] ?? '')
}

const SPACE_END = /\s$/
const needsDelimiter = (before: string, after: string) => before !== '' && !SPACE_END.test(before) && !/^\s/.test(after)
const joinSpaced = (before: string, after: string) =>
  before === '' ? after : before + (needsDelimiter(before, after) ? ' ' : '') + after
