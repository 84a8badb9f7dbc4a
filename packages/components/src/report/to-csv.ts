/**
 * Scores as CSV (RFC 4180), one line a score.
 *
 * A text that begins with `=`, `+`, `-`, `@`, tab or a line break is run as a formula by spreadsheets; such a text gets a
 * `'` before it (OWASP, "CSV Injection"). Numbers stay numbers.
 */
import type { Report } from './report.ts'

const HEAD = [
  'job_id',
  'label',
  'config',
  'target',
  'model',
  'dataset',
  'rows_hash',
  'task',
  'metric',
  'score',
  'value',
  'ci_low',
  'ci_high',
  'stderr',
  'n',
  'unscored',
  'failed',
  'floor',
  'partial',
  'created_at',
]

export function toCsv({ runs }: Report): string {
  const lines = runs.flatMap((run) =>
    run.scores.map((score) => [
      run.job_id,
      run.label,
      run.config_ref,
      run.target_ref,
      run.model,
      run.dataset,
      run.rows_hash,
      score.task,
      score.metric,
      score.score,
      score.value,
      score.ci?.low ?? null,
      score.ci?.high ?? null,
      score.stderr,
      score.n,
      score.unscored,
      score.failed,
      score.floor?.value ?? null,
      String(run.partial),
      run.created_at,
    ]),
  )
  return [HEAD, ...lines].map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('')
}

export function csvCell(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const safe = /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value
  // `;` and tab part columns in some spreadsheets, and would bring what follows to a cell's beginning
  return /[",;\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
