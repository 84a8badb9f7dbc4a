/** A look at the first row before anything is sent. */
import type { RowSource } from '../types.ts'
import type { Prompts } from './prompt.ts'

/** Rows of another benchmark, and templates that ask for columns no row has, are found before anything is sent. */
export async function checkFirstRow(rows: RowSource, prompts: Prompts): Promise<void> {
  for await (const row of rows.rows()) {
    prompts.toMessages(row, [])
    prompts.target.read(row)
    prompts.choices?.read(row)
    return
  }
}
