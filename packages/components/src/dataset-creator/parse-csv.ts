/** CSV and TSV with a header line. Values stay text: `007` and `1e3` mean what the person wrote. */
import Papa from 'papaparse'
import type { NumberedRow, ReadRows, RowIssue } from './rows.ts'

export function parseCsv(text: string): ReadRows {
  const { data, errors } = Papa.parse<string[]>(text, { skipEmptyLines: 'greedy' })
  const header = data[0]?.map((name) => name.trim())
  if (!header) return { format: 'csv', total: 0, rows: [], issues: [] }

  const issues: RowIssue[] = headerIssues(header)
  // papaparse counts the header as record 0, so its record index is our row number
  const broken = new Map(
    errors.filter((error) => error.type === 'Quotes').map((error) => [error.row ?? 0, error.message]),
  )
  const rows: NumberedRow[] = []
  data.slice(1).forEach((cells, index) => {
    const number = index + 1
    const quote = broken.get(number)
    if (quote !== undefined) {
      issues.push({
        row: number,
        message: `A quote is not closed or stands inside a cell (${quote}).`,
        severity: 'error',
      })
    } else if (cells.length !== header.length) {
      issues.push({
        row: number,
        message: `Found ${cells.length} cells, the header has ${header.length}. Quote cells that hold the separator.`,
        severity: 'error',
      })
    } else {
      rows.push({ number, row: Object.fromEntries(header.map((name, column) => [name, cells[column] ?? ''])) })
    }
  })
  return { format: 'csv', total: data.length - 1, rows, issues }
}

function headerIssues(header: readonly string[]): RowIssue[] {
  const issues: RowIssue[] = []
  header.forEach((name, index) => {
    if (name === '')
      issues.push({ row: 0, message: `Column ${index + 1} has no name in the header line.`, severity: 'warning' })
    else if (header.indexOf(name) !== index)
      issues.push({
        row: 0,
        column: name,
        message: `Two columns are named "${name}"; only the last one is kept. Rename one.`,
        severity: 'error',
      })
  })
  return issues
}
