/** Files, rows of a hub, how rows would be read, and datasets, as Studio sees them. */
import { z } from 'zod'

const json = z.json()

/** `POST /api/files?name=rows.jsonl` with the raw bytes as body (streamed to disk). `id` is the sha256 in hex. */
export const fileRecordSchema = z.object({ id: z.string(), name: z.string(), size_bytes: z.int() })
export type FileRecord = z.infer<typeof fileRecordSchema>

/** Rows on a Hugging Face hub. What is absent: `main`, the only config and split, no token, https://huggingface.co. */
export const hubSourceSchema = z.object({
  /** `organisation/name`; old ones have a name alone. */
  repo: z.string(),
  /** Branch, tag or commit. */
  revision: z.string().optional(),
  config: z.string().optional(),
  /** Maybe with rows, `train[:100]`. */
  split: z.string().optional(),
  /** Name of a stored secret, never the key. */
  token: z.string().optional(),
  /** Address of another hub, or of a Data Store that answers as one. */
  endpoint: z.string().optional(),
})
export type HubSource = z.infer<typeof hubSourceSchema>

/** `POST /api/preview`: how rows would be read, before anything is stored. Same code as the Dataset Creator's run. */
export const previewRequestSchema = z.object({
  source: z.union([
    z.object({ text: z.string(), format: z.enum(['auto', 'csv', 'json', 'jsonl']).optional() }),
    z.object({ file_id: z.string(), name: z.string() }),
    z.object({ hub: hubSourceSchema }),
  ]),
  /** Target field to column; absent means detect. */
  mapping: z.record(z.string(), z.string()).optional(),
  limit: z.int().min(1).max(500).optional(),
  /** Id of a local model in whose tokens lengths are told, too. */
  tokenizer: z.string().min(1).optional(),
})

const lengthsSchema = z.object({ p50: z.int(), p90: z.int(), p99: z.int(), max: z.int() })
export const previewSchema = z.object({
  format: z.enum(['csv', 'json', 'jsonl', 'parquet', 'hub']),
  columns: z.array(z.object({ name: z.string(), type: z.string() })),
  rows: z.array(z.record(z.string(), json)),
  total: z.int(),
  mapping: z.record(z.string(), z.string()),
  style: z.enum(['chat', 'completion', 'unknown']),
  /** `row` is 1-based as a person counts; 0 means the whole file. */
  issues: z.array(
    z.object({
      row: z.int(),
      column: z.string().optional(),
      message: z.string(),
      severity: z.enum(['error', 'warning']),
    }),
  ),
  issues_total: z.int(),
  /** Of the rows that can be used. Lengths are of cells that are not empty (percentiles by nearest rank); `empty` counts cells. */
  statistics: z
    .object({
      columns: z.array(
        z.object({
          name: z.string(),
          empty: z.int(),
          chars: lengthsSchema.nullable(),
          /** Parts between white space. */
          words: lengthsSchema.nullable(),
          /** Of the rows `tokens` tells, by its tokenizer; absent where none was asked for. */
          tokens: lengthsSchema.nullable().optional(),
        }),
      ),
      /** Rows equal as a whole to an earlier one; of the first groups, by row number from 1. */
      duplicates: z.object({
        rows: z.int(),
        groups: z.array(z.object({ kept: z.int(), removed: z.array(z.int()) })),
      }),
      /** Other rows whose shingles overlap with those of an earlier one by 0.8 or more (Jaccard). */
      near_duplicates: z.object({
        rows: z.int(),
        groups: z.array(
          z.object({ kept: z.int(), similar: z.array(z.object({ row: z.int(), similarity: z.number() })) }),
        ),
        /** Rows that were compared; the rest was not. */
        checked: z.int(),
      }),
      /** Whose tokens were counted, in how many rows, drawn evenly. */
      tokens: z
        .object({ model: z.string(), rows: z.int(), /** Cells too long for it. */ uncounted: z.int() })
        .optional(),
    })
    .optional(),
})
export type Preview = z.infer<typeof previewSchema>

/** Items of `GET /api/datasets?page&page_size&search&sort&namespace` : Entity Store joined with Data Store figures. */
export const datasetItemSchema = z.object({
  namespace: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  files_url: z.string(),
  size_bytes: z.int().nullable(),
  records: z.int().nullable(),
  columns: z.array(z.string()).nullable(),
  created_at: z.string(),
  updated_at: z.string(),
})
export type DatasetItem = z.infer<typeof datasetItemSchema>
