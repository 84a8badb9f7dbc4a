/** What travels on the wires: the values of the ports `dataset`, `target`, `config` and `result`. Parsed where they arrive. */
import { scoreSummarySchema, targetPriceSchema, type ScoreSummary } from '@evalflow/contract'
import type { JsonValue } from '@evalflow/graph'
import { z } from 'zod'

/** Figures of a dataset; also kept in the dataset's `custom_fields.evalflow`. */
export interface DatasetFigures {
  records: number | null
  columns: string[] | null
  size_bytes: number | null
  /** sha256 of the stored rows, hex. */
  hash: string | null
}

export const datasetValueSchema = z.looseObject({
  namespace: z.string(),
  name: z.string(),
  files_url: z.string().min(1),
  records: z.int().nullable().default(null),
  columns: z.array(z.string()).nullable().default(null),
  size_bytes: z.int().nullable().default(null),
  hash: z.string().nullable().default(null),
})
export interface DatasetValue extends DatasetFigures {
  namespace: string
  name: string
  files_url: string
}

export function toDatasetValue(dataset: DatasetValue): { [key: string]: JsonValue } {
  return {
    namespace: dataset.namespace,
    name: dataset.name,
    files_url: dataset.files_url,
    records: dataset.records,
    columns: dataset.columns,
    size_bytes: dataset.size_bytes,
    hash: dataset.hash,
  }
}

/**
 * A target on a wire. `stored` exists already under `ref`; `model` is a model id served by the connection; `endpoint` is
 * made into a stored target when first used. An endpoint's key is a secret's name, never its value.
 */
export const targetValueSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('stored'), ref: z.string().min(1), label: z.string() }),
  z.object({ kind: z.literal('model'), model_id: z.string().min(1), label: z.string() }),
  z.object({
    kind: z.literal('endpoint'),
    label: z.string(),
    url: z.string().min(1),
    model_id: z.string().min(1),
    format: z.enum(['openai', 'nim', 'lama_stack']).default('openai'),
    api_key_secret: z.string().exactOptional(),
    /** A value may name a stored secret: `${secret:NAME}`. */
    headers: z.record(z.string(), z.string()).default({}),
    price: targetPriceSchema.exactOptional(),
    /** Asked while the endpoint is down: id of a model, or `namespace/name` of a stored target. */
    fallback: z.string().min(1).exactOptional(),
  }),
])
export type TargetValue = z.infer<typeof targetValueSchema>

export const resultValueSchema = z.object({
  job_id: z.string(),
  config: z.string(),
  target: z.string(),
  dataset: z.string().nullable(),
  scores: z.array(scoreSummarySchema),
  partial: z.boolean(),
})
export interface ResultValue {
  job_id: string
  config: string
  target: string
  dataset: string | null
  scores: ScoreSummary[]
  partial: boolean
}

/** `namespace/name`, or a bare name in `fallback`. */
export function parseRef(value: string, fallback: string): { namespace: string; name: string } {
  const [first = '', ...rest] = value.split('/')
  return rest.length === 0 ? { namespace: fallback, name: first } : { namespace: first, name: rest.join('/') }
}
