import fc from 'fast-check'
import { createPcg32 } from '@evalflow/metrics'
import { describe, expect, it } from 'vitest'
import { findNearDuplicates, NEAR_THRESHOLD } from './near-duplicates.ts'
import type { NumberedRow } from './rows.ts'
import { hashShingles, jaccard, textOfRow, toSet } from './shingles.ts'

const rowsOf = (texts: readonly string[]): NumberedRow[] =>
  texts.map((prompt, index) => ({ number: index + 1, row: { prompt } }))
const find = (texts: readonly string[]) => findNearDuplicates(rowsOf(texts))
const likeness = (a: string, b: string) => {
  const [one, other] = rowsOf([a, b]).map(({ row }) => toSet(hashShingles(textOfRow(row))))
  return jaccard(one ?? new Uint32Array(), other ?? new Uint32Array())
}

const LONG = 'How do I rotate the key of my account without losing the sessions that are open at the moment?'

describe('likeness', () => {
  it('is shared shingles over all: "abcdefg" and "abcdefh" share 2 of 4', () => {
    expect(likeness('abcdefg', 'abcdefh')).toBeCloseTo(2 / 4, 12)
    expect(likeness('abcdefg', 'abcdefg')).toBe(1)
    expect(likeness('abcdefg', 'uvwxyz')).toBe(0)
  })

  it('knows neither case, punctuation, width of letters nor order of columns', () => {
    expect(likeness('Rotate, the KEY!', 'rotate the key')).toBe(1)
    expect(likeness('ﬁne ＡＢＣ', 'fine abc')).toBe(1)
    expect(textOfRow({ b: 'x', a: 'y' })).toBe(textOfRow({ a: 'y', b: 'x' }))
  })
})

describe('near duplicates', () => {
  it('are told by row number with their likeness; the first of each stays', async () => {
    const report = await find([LONG, 'Something else entirely.', LONG.replace('moment?', 'moment, please?')])

    expect(report).toMatchObject({ checked: 3, groups: [{ kept: 1, similar: [{ row: 3 }] }] })
    expect(report.groups[0]?.similar[0]?.similarity).toBeGreaterThanOrEqual(NEAR_THRESHOLD)
    expect([...report.repeated]).toEqual([3])
  })

  it('are not rows whose likeness is below the threshold, nor rows without a word', async () => {
    const other = LONG.replace('rotate the key', 'delete all the invoices')
    expect(likeness(LONG, other)).toBeLessThan(NEAR_THRESHOLD)

    expect((await find([LONG, other])).repeated.size).toBe(0)
    expect((await find(['?!', '...', ''])).repeated.size).toBe(0)
  })

  it('are found in a text far longer than what is compared', async () => {
    const book = 'A sentence of a book. '.repeat(1_000)

    expect((await find([book, `${book} The end.`])).repeated.size).toBe(1)
  })

  it('are always as similar as told to an earlier row that stays', async () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'ä', ' ', '.', '1'), maxLength: 30 })
    await fc.assert(
      fc.asyncProperty(fc.array(text, { maxLength: 30 }), async (texts) => {
        const { repeated, groups } = await find(texts)

        for (const { kept, similar } of groups)
          for (const { row, similarity } of similar) {
            expect(similarity).toBeGreaterThanOrEqual(NEAR_THRESHOLD)
            expect(likeness(texts[kept - 1] ?? '', texts[row - 1] ?? '')).toBeCloseTo(similarity, 12)
            expect(kept < row && !repeated.has(kept)).toBe(true)
          }
      }),
    )
  })

  it('are found at the threshold: 500 rows with 500 altered ones miss none', async () => {
    const random = createPcg32(7)
    const word = () => Array.from({ length: 7 }, () => String.fromCharCode(97 + Math.floor(random() * 26))).join('')
    const originals = Array.from({ length: 500 }, () => Array.from({ length: 24 }, word).join(' '))
    // one word of 24 is another: 0.8 to 0.92 alike
    const altered = originals.map((text) =>
      text
        .split(' ')
        .with(Math.floor(random() * 24), word())
        .join(' '),
    )
    const alike = altered.filter((text, index) => likeness(text, originals[index] ?? '') >= NEAR_THRESHOLD)

    const report = await find([...originals, ...altered])

    expect(alike.length).toBeGreaterThan(450)
    expect(report.repeated.size).toBe(alike.length)
  })

  it('give the same report for the same rows and seed, and stop when told to', async () => {
    const rows = rowsOf([LONG, `${LONG} `, 'b'.repeat(300_000)])

    expect(await findNearDuplicates(rows, { seed: 3 })).toEqual(await findNearDuplicates(rows, { seed: 3 }))
    const many = rowsOf(Array.from({ length: 200 }, (_, index) => `${index} ${LONG.repeat(40)}`))
    await expect(findNearDuplicates(many, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough')
  })
})
