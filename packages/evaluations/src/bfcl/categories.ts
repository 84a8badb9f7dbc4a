/** BFCL's categories and names of types. Safe for the browser. */
import type { ArgumentLanguage } from '@evalflow/metrics'

export interface BfclCategory {
  /** Task type in a config, and category in the files' names. */
  readonly name: string
  readonly label: string
  readonly kind: 'simple' | 'multiple' | 'parallel' | 'irrelevance' | 'relevance' | 'multi_turn'
  /** In which arguments are written; Python if left out. */
  readonly language?: Exclude<ArgumentLanguage, 'python'>
  /** The simulated worlds are filled with long texts, which the dataset `params.long_context` holds. */
  readonly isLong?: true
}

export const bfclCategories: readonly BfclCategory[] = [
  { name: 'simple_python', label: 'Simple', kind: 'simple' },
  { name: 'simple_java', label: 'Simple: arguments in Java', kind: 'simple', language: 'java' },
  { name: 'simple_javascript', label: 'Simple: arguments in JavaScript', kind: 'simple', language: 'javascript' },
  { name: 'multiple', label: 'Multiple: one of several functions', kind: 'multiple' },
  { name: 'parallel', label: 'Parallel: several calls', kind: 'parallel' },
  { name: 'parallel_multiple', label: 'Parallel multiple', kind: 'parallel' },
  { name: 'irrelevance', label: 'Irrelevance: no function fits', kind: 'irrelevance' },
  { name: 'live_simple', label: 'Live simple', kind: 'simple' },
  { name: 'live_multiple', label: 'Live multiple', kind: 'multiple' },
  { name: 'live_parallel', label: 'Live parallel', kind: 'parallel' },
  { name: 'live_parallel_multiple', label: 'Live parallel multiple', kind: 'parallel' },
  { name: 'live_irrelevance', label: 'Live irrelevance', kind: 'irrelevance' },
  { name: 'live_relevance', label: 'Live relevance: a function fits', kind: 'relevance' },
  { name: 'multi_turn_base', label: 'Multi-turn', kind: 'multi_turn' },
  { name: 'multi_turn_miss_func', label: 'Multi-turn: a function comes late', kind: 'multi_turn' },
  { name: 'multi_turn_miss_param', label: 'Multi-turn: a parameter comes late', kind: 'multi_turn' },
  { name: 'multi_turn_long_context', label: 'Multi-turn: long texts', kind: 'multi_turn', isLong: true },
]

/** Names of older generations. */
const ALIASES: Readonly<Record<string, string>> = {
  simple: 'simple_python',
  java: 'simple_java',
  javascript: 'simple_javascript',
  multi_turn: 'multi_turn_base',
}

/** Categories of upstream that cannot run here, with the reason. */
const REFUSED: Readonly<Record<string, string>> = {
  memory: 'its memories are kept between rows, some as vectors of an encoder, which is not simulated here',
  web_search: 'it searches the web',
  format_sensitivity: 'its prompts in other formats are not here',
}

/** `bfcl`, `bfclv3`, `bfclv3_ast`, `bfclv3_ast_prompting` and the like. */
export const isBfclType = (type: string): boolean => /^bfcl(?:_?v\d+)?(?:_ast)?(?:_prompting)?$/.test(type)

/** Whether a type's name asks for calls written in a text. */
export const isPromptingType = (type: string): boolean => type.endsWith('_prompting')

/** The category of a task type, or why there is none. */
export function findCategory(type: string): BfclCategory | string {
  const name = ALIASES[type] ?? type
  const found = bfclCategories.find((category) => category.name === name)
  if (found !== undefined) return found
  const refused = Object.keys(REFUSED).find((start) => name === start || name.startsWith(`${start}_`))
  const why = refused === undefined ? undefined : REFUSED[refused]
  return why === undefined
    ? `unknown category "${type}". Known: ${bfclCategories.map((category) => category.name).join(', ')}.`
    : `category "${type}" cannot run here: ${why}.`
}
