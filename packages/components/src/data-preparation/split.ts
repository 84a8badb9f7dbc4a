/**
 * Parts of a dataset by ratio (train / validation / test).
 *
 * 1. Every row is in exactly one part, and keeps its order there.
 * 2. Sizes are the exact shares rounded by largest remainder; of equal remainders the earlier part gains.
 * 3. Stratified: rule 2 within each class, so each part has the classes in about the same proportion.
 */
import { ComponentError } from '../errors.ts'
import type { Row } from '../dataset-creator/rows.ts'
import { cellOf, toText } from './cell.ts'
import { permutation } from './draw.ts'

export const PARTS = ['train', 'validation', 'test'] as const
export type Part = (typeof PARTS)[number]
export type Ratios = Readonly<Record<Part, number>>

/** `80/20` is train and test, `80/10/10` has validation between them. Empty is null. @throws ComponentError `step_invalid` */
export function parseRatios(text: string, field: string): Ratios | null {
  if (text.trim() === '') return null
  const numbers = text.split('/').map((part) => (part.trim() === '' ? NaN : Number(part)))
  const sum = numbers.reduce((total, number) => total + number, 0)
  if (numbers.length < 2 || numbers.length > 3 || !numbers.every((number) => number >= 0) || !(sum > 0))
    throw new ComponentError(
      'step_invalid',
      `The split is "${text.slice(0, 40)}". Expected \`train/test\` or \`train/validation/test\` as numbers, such as 80/10/10.`,
      { field },
    )
  const [train = 0, second = 0, third] = numbers
  const [validation, test] = third === undefined ? [0, second] : [second, third]
  return { train: train / sum, validation: validation / sum, test: test / sum }
}

/** The part of each row, by index. */
export function assignParts(
  rows: readonly Row[],
  options: { ratios: Ratios; stratify: string; random: () => number },
): Part[] {
  const parts = Array.from(rows, (): Part => 'train')
  for (const members of strata(rows, options.stratify)) {
    const order = permutation(members.length, options.random)
    const sizes = largestRemainder(members.length, options.ratios)
    let next = 0
    for (const part of PARTS) {
      for (const place of order.slice(next, next + sizes[part])) parts[members[place] ?? 0] = part
      next += sizes[part]
    }
  }
  return parts
}

/** Row indices by class, in order of first appearance; one class if there is no column to stratify by. */
function strata(rows: readonly Row[], column: string): number[][] {
  const byClass = new Map<string, number[]>()
  rows.forEach((row, index) => {
    const label = column === '' ? '' : toText(cellOf(row, column))
    const members = byClass.get(label)
    if (members) members.push(index)
    else byClass.set(label, [index])
  })
  return Array.from(byClass.values())
}

function largestRemainder(n: number, ratios: Ratios): Record<Part, number> {
  const exact = PARTS.map((part) => n * ratios[part])
  // 3 * (1/3) may be a hair below 1
  const sizes = exact.map((share) => Math.floor(share + 1e-9))
  const left = n - sizes.reduce((sum, size) => sum + size, 0)
  const byRemainder = PARTS.map((_, index) => index).toSorted(
    (a, b) => (exact[b] ?? 0) - (sizes[b] ?? 0) - ((exact[a] ?? 0) - (sizes[a] ?? 0)) || a - b,
  )
  for (const index of byRemainder.slice(0, left)) sizes[index] = (sizes[index] ?? 0) + 1
  return { train: sizes[0] ?? 0, validation: sizes[1] ?? 0, test: sizes[2] ?? 0 }
}
