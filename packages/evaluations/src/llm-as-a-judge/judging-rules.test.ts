import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Calibration, calibrationScores, parseLabel, planCalibration } from './calibration.ts'
import type { JudgedRow } from './calibration.ts'
import { addNote, createFence } from './fence.ts'
import { resolvePair } from './pairwise.ts'
import { combineVotes, spreadOf } from './panel.ts'
import type { Slot } from './read-verdict.ts'

describe('createFence', () => {
  it('[F1] is the same for the same row, another for another, and never inside the text', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (seed, text) => {
        const fence = createFence(seed, [text])
        const wrapped = fence.wrap(text)
        const mark = /^<<(DATA-[0-9a-f]{16})\n/.exec(wrapped)?.[1] ?? '?'

        expect(createFence(seed, [text]).wrap(text)).toBe(wrapped)
        expect(wrapped).not.toBe(createFence(`${seed}x`, [text]).wrap(text))
        expect(fence.note).toContain(mark)
        // a text that knows the mark gets another one
        expect(createFence(seed, [wrapped]).wrap('')).not.toContain(mark)
      }),
    )
  })

  it('[F2] puts the note where the model looks first', () => {
    const user = { role: 'user', content: 'x' }

    expect(addNote([{ role: 'system', content: 's' }, user], 'N')).toEqual([
      { role: 'system', content: 'N\n\ns' },
      user,
    ])
    expect(addNote([user], 'N')).toEqual([{ role: 'user', content: 'N\n\nx' }])
    expect(addNote([{ role: 'user', content: [{ type: 'text', text: 'x' }] }], 'N')[0]?.['content']).toHaveLength(2)
  })
})

describe('resolvePair', () => {
  const pair = (first: Slot, second: Slot, rule: 'strict' | 'lenient' = 'strict') =>
    resolvePair(
      [
        { slot: first, swapped: false },
        { slot: second, swapped: true },
      ],
      rule,
    )

  it.each([
    ['[P1] A in both orders', pair(1, 2), { win: 1, consistent: true, firstPosition: 0.5 }],
    ['[P1] B in both orders', pair(2, 1), { win: 0, consistent: true, firstPosition: 0.5 }],
    ['[P2] the first slot twice', pair(1, 1), { win: 0.5, consistent: false, firstPosition: 1 }],
    ['[P2] the second slot twice', pair(2, 2), { win: 0.5, consistent: false, firstPosition: 0 }],
    ['[P3] a tie and A', pair(0, 2), { win: 0.5, consistent: false, firstPosition: 0 }],
    ['[P3] a tie and A, lenient', pair(0, 2, 'lenient'), { win: 0.75, consistent: false, firstPosition: 0 }],
    ['[P3] the first slot twice, lenient', pair(1, 1, 'lenient'), { win: 0.5, consistent: false, firstPosition: 1 }],
    ['[P4] two ties', pair(0, 0), { win: 0.5, consistent: true, firstPosition: null }],
    [
      '[P5] one order only',
      resolvePair([{ slot: 1, swapped: true }], 'strict'),
      { win: 0, consistent: null, firstPosition: 1 },
    ],
  ])('%s', (_rule, found, expected) => {
    expect(found).toEqual(expected)
  })
})

describe('combineVotes', () => {
  const vote = (combine: 'mean' | 'median' | 'majority', votes: (number | null)[], more: object = {}) =>
    combineVotes(votes, { combine, quorum: 2, tie: 'unscored', ...more })

  it.each([
    ['[Q1] mean', vote('mean', [4, 6, 8]), 6],
    ['[Q1] mean of those given', vote('mean', [4, null, 8]), 6],
    ['[Q2] median, odd', vote('median', [9, 1, 2]), 2],
    ['[Q2] median, even', vote('median', [9, 1, null]), 5],
    ['[Q3] majority', vote('majority', [9, 1, 9]), 9],
    ['[Q4] split majority', vote('majority', [9, 1]), undefined],
    ['[Q4] split majority, first judge decides', vote('majority', [null, 1, 9], { tie: 'first_judge' }), 1],
    ['[Q4] split majority, a tie counts half', vote('majority', [1, 0], { tie: 0.5 }), 0.5],
    ['[Q5] no quorum', vote('mean', [4, null, null]), undefined],
    ['[Q5] no votes', vote('mean', [], { quorum: 0 }), undefined],
  ])('%s', (_rule, found, expected) => {
    expect(found).toBe(expected)
  })

  it('[Q6] spread needs two votes', () => {
    expect(spreadOf([2, null, 5])).toBe(3)
    expect(spreadOf([2, null])).toBeNull()
  })
})

describe('calibration', () => {
  const calibration: Calibration = {
    score: 'r',
    levels: { minimum: 1, maximum: 5, step: 1 },
    passAt: 4,
    labelled: true,
    judges: 3,
    alphaLevel: 'nominal',
  }
  const fold = (name: string, rows: readonly JudgedRow[], given = calibration) => {
    const planned = planCalibration('m', given, (extra) => extra as JudgedRow).find(({ score }) => score === name)
    const corpus = planned?.corpus?.create()
    for (const row of rows) corpus?.add(row)
    return { value: corpus?.value(), count: corpus?.count?.() }
  }

  it.each([
    ['4', { value: 4, pass: true }],
    [2.4, { value: 2.4, pass: false }],
    ['Pass', { value: null, pass: true }],
    [false, { value: null, pass: false }],
    ['', undefined],
    [null, undefined],
    ['later', undefined],
  ])('[C1] reads the label %j', (written, label) => {
    expect(parseLabel(written, calibration)).toEqual(label)
  })

  it('[C2] says of a row only what it knows', () => {
    const votes = [4, 5, null]

    expect(calibrationScores(calibration, { value: null, votes })).toEqual({ r_spread: 1 })
    expect(calibrationScores(calibration, { value: 4.4, votes: [], label: { value: 4, pass: true } })).toEqual({
      r_pass: 1,
      r_agreement: 1,
      r_false_fail: 0,
    })
    expect(calibrationScores(calibration, { value: 5, votes: [], label: { value: null, pass: false } })).toEqual({
      r_pass: 1,
      r_agreement: 0,
      r_false_pass: 1,
    })
  })

  it('[C3] weighs distant disagreement more under quadratic weights', () => {
    const rows = (far: number): JudgedRow[] =>
      [1, 2, 3, 4, 5, 1, 5].map((human, i) => ({
        value: i === 5 ? far : human,
        votes: [],
        label: { value: human, pass: null },
      }))

    expect(fold('r_kappa', rows(2)).value).toBeCloseTo(fold('r_kappa', rows(3)).value ?? 0, 1)
    expect(fold('r_kappa_quadratic', rows(5)).value).toBeLessThan(fold('r_kappa_quadratic', rows(2)).value ?? 0)
  })

  it('[C4] counts for alpha only rows with two votes; agreement of all gives 1', () => {
    const rows = [
      [1, 1, 1],
      [2, 2, null],
      [3, null, null],
    ].map((votes) => ({ value: 1, votes }))

    expect(fold('r_alpha', rows)).toEqual({ value: 1, count: 2 })
  })

  it('[C5] corrects no rate without labels of both kinds', () => {
    const good = { value: 5, votes: [], label: { value: 5, pass: true } }

    expect(fold('r_pass_rate_corrected', [good]).value).toBeNull()
    expect(fold('r_kappa', [{ value: 5, votes: [] }])).toEqual({ value: null, count: 0 })
  })
})
