/**
 * Which column means what. Each target field has synonyms; a column is found by exact name, then without regard to case,
 * then by substring; a column serves one target field only. A person's own choice always wins.
 */
import type { Row } from './rows.ts'

export type FieldMapping = Record<string, string>

export interface MappedField {
  id: string
  label: string
  help: string
  synonyms: readonly string[]
}

/** In order of precedence: an earlier field takes its column first. */
export const MAPPED_FIELDS: readonly MappedField[] = [
  {
    id: 'messages',
    label: 'Messages',
    help: 'Chat turns: a list of {role, content}.',
    synonyms: ['messages', 'conversation', 'conversations', 'chat'],
  },
  {
    id: 'prompt',
    label: 'Prompt',
    help: 'What the model is asked.',
    synonyms: ['prompt', 'question', 'input', 'query', 'instruction', 'problem', 'text', 'user'],
  },
  {
    id: 'ideal_response',
    label: 'Ideal response',
    help: "The right answer, compared with the model's.",
    synonyms: [
      'ideal_response',
      'expected_answer',
      'expected_output',
      'expected',
      'reference_answer',
      'reference',
      'ground_truth',
      'answer',
      'target',
      'label',
      'gold',
      'solution',
      'completion',
      'output',
    ],
  },
  {
    id: 'response',
    label: 'Response',
    help: 'An answer already given, for evaluation without a model.',
    synonyms: ['response', 'model_output', 'prediction', 'generated'],
  },
  {
    id: 'category',
    label: 'Category',
    help: 'Groups samples in results.',
    synonyms: ['category', 'topic', 'subject', 'domain'],
  },
]

export function detectMapping(columns: readonly string[]): FieldMapping {
  const mapping: FieldMapping = {}
  const taken = new Set<string>()
  const take = (field: string, column: string | undefined) => {
    if (column === undefined) return
    mapping[field] = column
    taken.add(column)
  }
  for (const matches of [isSame, isSameIgnoringCase, isPartOf]) {
    for (const field of MAPPED_FIELDS) {
      if (field.id in mapping) continue
      take(field.id, findColumn({ columns, taken, field, matches }))
    }
  }
  return mapping
}

/** Adds the mapped fields to a row and keeps all others. A column that is overwritten survives as `{name}_original`. */
export function applyMapping(row: Row, mapping: FieldMapping): Row {
  const result: Row = { ...row }
  for (const [field, column] of Object.entries(mapping)) {
    if (column === '' || column === field) continue
    const value = row[column]
    if (value === undefined) continue
    const former = row[field]
    if (former !== undefined && !(`${field}_original` in result)) result[`${field}_original`] = former
    result[field] = value
  }
  return result
}

type Match = (column: string, synonym: string) => boolean
const isSame: Match = (column, synonym) => column === synonym
const isSameIgnoringCase: Match = (column, synonym) => plain(column) === plain(synonym)
const isPartOf: Match = (column, synonym) => synonym.length >= 4 && plain(column).includes(plain(synonym))
const plain = (name: string) => name.toLowerCase().replaceAll(/[\s-]+/g, '_')

function findColumn(search: {
  columns: readonly string[]
  taken: ReadonlySet<string>
  field: MappedField
  matches: Match
}): string | undefined {
  const free = search.columns.filter((column) => !search.taken.has(column))
  for (const synonym of search.field.synonyms) {
    const found = free.find((column) => search.matches(column, synonym))
    if (found !== undefined) return found
  }
  return undefined
}
