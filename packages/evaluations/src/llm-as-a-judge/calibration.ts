/**
 * Agreement of the judges with people and with each other, beside the scores themselves. For a score `rating`:
 *
 * | score | of | what |
 * | --- | --- | --- |
 * | `rating_spread`, `rating_alpha` | panels | greatest difference of two votes; Krippendorff's alpha over all rows |
 * | `rating_pass` | `pass_at` | 1 where the rating passes |
 * | `rating_agreement` | labelled rows | 1 where judge and person chose the same level (or pass and fail alike) |
 * | `rating_kappa`, `rating_kappa_quadratic` | labelled rows | Cohen's kappa over the levels, plain and by squared distance |
 * | `rating_false_pass`, `rating_false_fail` | `pass_at`, labelled bad or good | 1 where the judge said the opposite |
 * | `rating_pass_rate_corrected` | `pass_at`, labels | Rogan-Gladen: the pass rate behind the judge's, given its errors |
 */
import { alphaInterval, cohenKappa, kappaInterval, krippendorffAlpha, roganGladen } from '@evalflow/metrics'
import { plannedScore } from '../scorers/scorer.ts'
import type { CorpusFold, PlannedScore } from '../types.ts'
import { spreadOf } from './panel.ts'

/** Levels of a score, from `minimum` up in steps; kappa counts by them. */
export interface Levels {
  minimum: number
  maximum: number
  step: number
}

export interface Calibration {
  score: string
  levels: Levels | null
  passAt: number | undefined
  /** Whether rows may hold a person's verdict. */
  labelled: boolean
  /** Judges; 1 is no panel. */
  judges: number
  alphaLevel: 'nominal' | 'interval'
}

export interface Label {
  value: number | null
  pass: boolean | null
}

/** What a row leaves for the statistics of the whole. */
export interface JudgedRow {
  value: number | null
  votes: readonly (number | null)[]
  label?: Label
}

/** More levels than this are no levels. */
const MOST_LEVELS = 101
const YES = new Set(['pass', 'passed', 'true', 'yes', 'good', 'correct'])
const NO = new Set(['fail', 'failed', 'false', 'no', 'bad', 'incorrect'])
const WINNERS: Readonly<Record<string, number>> = { a: 1, win: 1, tie: 0.5, c: 0.5, b: 0, loss: 0 }

/** A person's verdict as written; undefined where there is none, or it cannot be read. */
export function parseLabel(written: unknown, { passAt, levels }: Calibration): Label | undefined {
  const text = typeof written === 'string' ? written.trim().toLowerCase() : written
  if (text === null || text === undefined || text === '') return undefined
  if (text === true || (typeof text === 'string' && YES.has(text))) return { value: null, pass: true }
  if (text === false || (typeof text === 'string' && NO.has(text))) return { value: null, pass: false }
  const winner = levels?.step === 0.5 && typeof text === 'string' ? WINNERS[text] : undefined
  const value = winner ?? Number(text)
  if (!Number.isFinite(value)) return undefined
  return { value, pass: passAt === undefined ? null : value >= passAt }
}

/** The row's own values. A key that says nothing of this row is absent, not unscored. */
export function calibrationScores(calibration: Calibration, row: JudgedRow): Record<string, number> {
  const { score, passAt, judges } = calibration
  const { value, votes, label } = row
  const found: Record<string, number> = {}
  const spread = judges > 1 ? spreadOf(votes) : null
  if (spread !== null) found[`${score}_spread`] = spread
  if (value === null) return found
  const pass = passAt === undefined ? null : value >= passAt
  if (pass !== null) found[`${score}_pass`] = Number(pass)
  if (label === undefined) return found
  const agrees = agreesWith(calibration, value, label)
  if (agrees !== null) found[`${score}_agreement`] = Number(agrees)
  if (pass !== null && label.pass === false) found[`${score}_false_pass`] = Number(pass)
  if (pass !== null && label.pass === true) found[`${score}_false_fail`] = Number(!pass)
  return found
}

function agreesWith({ levels, passAt }: Calibration, value: number, label: Label): boolean | null {
  if (label.value !== null)
    return levels === null ? value === label.value : toLevel(value, levels) === toLevel(label.value, levels)
  return passAt === undefined || label.pass === null ? null : value >= passAt === label.pass
}

/** `read` finds the row of this score in what a sample left in `extra`. */
export function planCalibration(
  metric: string,
  calibration: Calibration,
  read: (extra: unknown) => JudgedRow | undefined,
): PlannedScore[] {
  const { score, passAt, labelled, judges, levels } = calibration
  const rate = (name: string) => plannedScore(metric, `${score}_${name}`, { range: [0, 1], binary: true })
  const corpus = (name: string, range: [number, number], create: () => CorpusFold): PlannedScore => ({
    ...plannedScore(metric, `${score}_${name}`, { range, binary: false }),
    corpus: { perRow: false, interval: false, create },
  })
  const planned: PlannedScore[] = []
  if (judges > 1) {
    planned.push(plannedScore(metric, `${score}_spread`, { range: null, binary: false }))
    planned.push(corpus('alpha', [-1, 1], () => foldAlpha(calibration, read)))
  }
  if (passAt !== undefined) planned.push(rate('pass'))
  if (!labelled) return planned
  planned.push(rate('agreement'))
  if (levels !== null && toCount(levels) <= MOST_LEVELS) {
    planned.push(corpus('kappa', [-1, 1], () => foldKappa(levels, 'none', read)))
    planned.push(corpus('kappa_quadratic', [-1, 1], () => foldKappa(levels, 'quadratic', read)))
  }
  if (passAt !== undefined) {
    planned.push(rate('false_pass'), rate('false_fail'))
    planned.push(corpus('pass_rate_corrected', [0, 1], () => foldCorrected(passAt, read)))
  }
  return planned
}

type Read = (extra: unknown) => JudgedRow | undefined

function foldAlpha({ alphaLevel }: Calibration, read: Read): CorpusFold {
  const units: (readonly (number | null)[])[] = []
  return {
    add(extra) {
      const votes = read(extra)?.votes
      if (votes !== undefined && votes.filter((vote) => vote !== null).length >= 2) units.push(votes)
    },
    value: () => krippendorffAlpha(units, alphaLevel),
    count: () => units.length,
    interval: () => alphaInterval(units, alphaLevel),
  }
}

function foldKappa(levels: Levels, weights: 'none' | 'quadratic', read: Read): CorpusFold {
  const size = toCount(levels)
  const matrix = Array.from({ length: size }, () => Array.from({ length: size }, () => 0))
  let rows = 0
  return {
    add(extra) {
      const row = read(extra)
      if (row?.value == null || row.label?.value == null) return
      const cells = matrix[toLevel(row.value, levels)]
      const column = toLevel(row.label.value, levels)
      // a label off the scale agrees with no level
      if (cells?.[column] === undefined) return
      cells[column]++
      rows++
    },
    value: () => (rows === 0 ? null : cohenKappa(matrix, weights)),
    count: () => rows,
    interval: () => (rows === 0 ? null : kappaInterval(matrix, weights)),
  }
}

/** Pass rate over all rows; sensitivity and specificity from the labelled ones. Null without good and bad labels. */
function foldCorrected(passAt: number, read: Read): CorpusFold {
  const all = { passed: 0, rows: 0 }
  const good = { passed: 0, rows: 0 }
  const bad = { passed: 0, rows: 0 }
  const count = (group: typeof all, pass: boolean) => {
    group.rows++
    if (pass) group.passed++
  }
  return {
    add(extra) {
      const row = read(extra)
      if (row?.value == null) return
      const pass = row.value >= passAt
      count(all, pass)
      if (row.label?.pass === true) count(good, pass)
      if (row.label?.pass === false) count(bad, pass)
    },
    value: () =>
      good.rows === 0 || bad.rows === 0
        ? null
        : roganGladen(all.passed / all.rows, good.passed / good.rows, 1 - bad.passed / bad.rows),
    count: () => all.rows,
  }
}

const toCount = ({ minimum, maximum, step }: Levels): number => Math.floor((maximum - minimum) / step) + 1
const toLevel = (value: number, { minimum, step }: Levels): number => Math.round((value - minimum) / step)
