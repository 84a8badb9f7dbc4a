/**
 * What a verifiable instruction is. One module per instruction stands in `instructions/`, all of them in `registry.ts`.
 *
 * A parameter that is missing or empty makes the original draw one at random (google/IFEval has such a row: letter "#"), so
 * that its verdict is chance. Here the instruction cannot be checked, and the row is unscored with that reason.
 */
export type Kwargs = Readonly<Record<string, unknown>>

/** Whether an answer follows the instruction. */
export type Check = (answer: string) => boolean

export interface Instruction {
  /** As in `instruction_id_list`. */
  id: string
  /** @throws InstructionUnfit */
  compile(kwargs: Kwargs): Check
}

/** The instruction says too little, or something that cannot be checked. */
export class InstructionUnfit extends Error {
  override readonly name = 'InstructionUnfit'
}

const RELATIONS = ['less than', 'at least'] as const

export type Relation = (typeof RELATIONS)[number]

export function readText(kwargs: Kwargs, name: string): string {
  const value = kwargs[name]
  if (typeof value === 'string' && value !== '') return value
  throw missing(name, 'a text')
}

export function readTexts(kwargs: Kwargs, name: string): string[] {
  const value = kwargs[name]
  if (Array.isArray(value) && value.length > 0) return value.map(String)
  throw missing(name, 'a list of texts')
}

/** 1 or more: zero counts as missing, as in the original. */
export function readCount(kwargs: Kwargs, name: string): number {
  const value = kwargs[name]
  if (typeof value === 'number' && value > 0) return value
  throw missing(name, 'a number above 0')
}

export function readRelation(kwargs: Kwargs, name: string): Relation {
  const value = kwargs[name]
  const found = RELATIONS.find((relation) => relation === value)
  if (found === undefined) throw missing(name, '"less than" or "at least"')
  return found
}

export const compareCount = (count: number, relation: Relation, threshold: number): boolean =>
  relation === 'less than' ? count < threshold : count >= threshold

const missing = (name: string, expected: string) =>
  new InstructionUnfit(`\`${name}\` is not ${expected}; the original would draw one at random`)
