/** One row under way, and what comes of it. */
import type { World } from './backends/backend.ts'
import type { Row } from '../template/row-view.ts'
import type { AskCalls } from './ask-calls.ts'
import type { BfclCategory } from './categories.ts'
import type { BfclRow } from './rows.ts'

export interface BfclRun {
  row: BfclRow
  item: Row
  /** As the dataset has it; a text is read as JSON with its numbers kept. */
  answer: unknown
  category: BfclCategory
  mode: 'native' | 'text'
  ask: AskCalls
  /** What the simulated worlds are made with. */
  world: World
}

export interface RowVerdict {
  valid: boolean
  /** Empty if valid. */
  reason: string
  kind: string
  prompt: unknown
  answer: unknown
  reference: unknown
  extra?: unknown
}
