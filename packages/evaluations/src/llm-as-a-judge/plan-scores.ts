/** The scores a judged task will report, by mode. */
import { plannedScore } from '../scorers/scorer.ts'
import type { PlannedScore } from '../types.ts'
import { planCalibration } from './calibration.ts'
import { CONSISTENCY, FIRST_POSITION, WIN } from './judge-answer.ts'
import { METRIC, type Judging, readJudged } from './judging.ts'
import { turnName, turnNumbers } from './mt-bench.ts'

export function planScores(judging: Judging): PlannedScore[] {
  const calibrations = judging.calibrations.flatMap((calibration) =>
    planCalibration(METRIC, calibration, readJudged(calibration.score)),
  )
  return [...ownScores(judging), ...calibrations]
}

function ownScores({ mode, specs, pair }: Judging): PlannedScore[] {
  const open = (name: string, range: [number, number] | null) => plannedScore(METRIC, name, { range, binary: false })
  if (mode === 'pairwise')
    return [
      open(WIN, [0, 1]),
      ...(pair.swap ? [plannedScore(METRIC, CONSISTENCY, { range: [0, 1], binary: false })] : []),
      open(FIRST_POSITION, [0, 1]),
    ]
  return specs.flatMap(({ name, minimum, maximum }) => {
    const range: [number, number] | null = minimum === undefined || maximum === undefined ? null : [minimum, maximum]
    const turns = mode === 'mtbench' ? turnNumbers.map((turn) => open(turnName(name, turn), range)) : []
    return [open(name, range), ...turns]
  })
}
