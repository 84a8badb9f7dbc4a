/**
 * The long texts of `multi_turn_long_context`: what bfcl-eval's `long_context.py` holds, as a dataset. One row has all of
 * them by their names there, or each row has a `name` and its `value`. Nothing of them is shipped here.
 */
import { z } from 'zod'
import { evaluationErrors } from '../errors.ts'
import type { DatasetRef, EvaluationServices } from '../types.ts'

const fields = z.record(z.string(), z.unknown())
const longContextSchema = z.object({
  /** Behind what a file holds. */
  FILE_CONTENT_EXTENSION: z.string(),
  /** Files that keep what they hold. */
  FILES_TAIL_USED: z.array(z.string()),
  /** Empty files of each directory without directories. */
  POPULATE_FILE_EXTENSION: z.array(z.string()),
  WATCH_LIST_EXTENSION: z.array(z.string()),
  TRANSACTION_HISTORY_EXTENSION: z.array(fields),
  MA_5_EXTENSION: z.array(z.number()),
  MA_20_EXTENSION: z.array(z.number()),
  TECHNOLOGY_EXTENSION: z.array(z.string()),
  AUTOMOBILE_EXTENSION: z.array(z.string()),
  /** By part, with `{symbol}` for a stock. */
  ORDER_DETAIL_EXTENSION: z.record(z.string(), z.string()),
  CREDIT_CARD_EXTENSION: z.record(z.string(), fields),
  BOOKING_RECORD_EXTENSION: z.record(z.string(), fields),
  CAR_STATUS_METADATA_EXTENSION: z.string(),
  PARKING_BRAKE_INSTRUCTION: z.string(),
  INTERMEDIARY_CITIES: z.array(z.string()),
  LONG_WEATHER_EXTENSION: fields,
})
export type LongContext = z.infer<typeof longContextSchema>

/** @throws EvaluationError `config_invalid` with `path` if a text is missing or of another form */
export async function openLongContext(
  ref: DatasetRef,
  services: EvaluationServices,
  path: string,
): Promise<LongContext> {
  const found: Record<string, unknown> = {}
  for await (const row of (await services.openDataset(ref)).rows()) {
    if (typeof row['name'] === 'string') found[row['name']] = row['value']
    else Object.assign(found, row)
  }
  const read = longContextSchema.safeParse(found)
  if (read.success) return read.data
  const missing = [...new Set(read.error.issues.map((issue) => String(issue.path[0])))]
  throw evaluationErrors.configInvalid(
    path,
    `the dataset has not all of the long texts, or not in their form: ${missing.join(', ')}.`,
  )
}
