/** A comparison as Markdown. */
import { figure, markdownCell, markdownTable } from '../markdown-cell.ts'
import type { Comparison } from '@evalflow/contract'

export function toMarkdown({ baseline, candidates }: Comparison): string {
  return candidates
    .map(({ run, rows, metrics }) => {
      const left = rows.only_baseline + rows.only_candidate
      const facts = `${rows.shared} rows in both${left === 0 ? '' : `, ${left} left out`}; rows sha256 ${baseline.rows_hash.slice(0, 12)}`
      const table = markdownTable(
        ['metric', 'baseline', 'candidate', 'difference', '95 %', 'test', 'p', 'p (Holm)', 'n', 'better', 'worse'],
        metrics.map((one) => [
          one.metric,
          figure(one.baseline),
          figure(one.candidate),
          signed(one.difference),
          one.ci === null ? '–' : `${signed(one.ci.low)} to ${signed(one.ci.high)}`,
          one.test === 'mcnemar' ? 'McNemar' : 'paired t',
          figure(one.p),
          figure(one.p_holm),
          String(one.n),
          String(one.better),
          String(one.worse),
        ]),
      )
      return `### ${markdownCell(run.label)} against ${markdownCell(baseline.label)}\n\n${facts}\n\n${table}\n`
    })
    .join('\n')
}

const signed = (value: number): string => (value > 0 ? `+${figure(value)}` : figure(value))
