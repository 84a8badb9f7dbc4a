/** A report as Markdown. */
import { toMarkdown as comparisonToMarkdown } from '../compare-runs/to-markdown.ts'
import { figure, markdownCell, markdownTable } from '../markdown-cell.ts'
import type { Report, ReportRun } from './report.ts'

export function toMarkdown(report: Report): string {
  const parts = [
    `# ${markdownCell(report.title)}`,
    ...(report.notes === '' ? [] : [report.notes.split('\n').map(markdownCell).join('\n')]),
    `Made ${report.created_at} by Evalflow ${report.evalflow_version}.`,
    ...report.runs.map(runMarkdown),
    ...(report.comparison ? ['## Comparison', comparisonToMarkdown(report.comparison)] : []),
  ]
  return `${parts.join('\n\n')}\n`
}

function runMarkdown(run: ReportRun): string {
  const facts = [
    ['config', run.config_ref],
    ['target', run.target_ref],
    ['model', run.model ?? 'unknown'],
    ['dataset', run.dataset ?? 'none'],
    ['rows', run.rows === null ? 'not kept here' : String(run.rows)],
    ['rows sha256', run.rows_hash ?? 'unknown'],
    ['job', run.job_id],
  ]
  const scores = markdownTable(
    ['score', 'value', '95 %', 'n', 'unscored', 'failed', 'floor'],
    run.scores.map((score) => [
      `${score.task}/${score.metric}.${score.score}`,
      figure(score.value),
      score.ci === null ? '–' : `${figure(score.ci.low)} to ${figure(score.ci.high)}`,
      String(score.n),
      String(score.unscored),
      String(score.failed),
      figure(score.floor?.value),
    ]),
  )
  const partial = run.partial ? '\n\nThis result is partial.' : ''
  // a name may hold a fence; it is one character longer than any in it
  const fence = '`'.repeat(Math.max(3, ...Array.from(run.command.matchAll(/`+/g), ([ticks]) => ticks.length + 1)))
  return `## ${markdownCell(run.label)}${partial}\n\n${scores}\n\n${markdownTable(['', ''], facts)}\n\n${fence}sh\n${run.command}\n${fence}`
}
