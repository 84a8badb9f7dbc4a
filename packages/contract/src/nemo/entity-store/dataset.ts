/**
 * Datasets: registered in the Entity Store (`/v1/datasets`), or written inline in a config or target (`DatasetEv`).
 *
 * The Evaluator reads `files_url` only. Source: SDK 1.5.0 `types/dataset.py`, `types/dataset_ev.py`.
 */
import { z } from 'zod'
import { entityFields, entityInputFields } from '../entity.ts'
import { entityNameSchema } from '../names.ts'

const datasetFields = {
  /** `hf://datasets/{ns}/{name}[/{path}]`, `file://{builtin}/` or `nds:{ns}/{name}/{path}`. */
  files_url: z.string(),
  /** Where `hf://` is looked up; the Data Store if absent, `https://huggingface.co` for the hub. */
  hf_endpoint: z.string().nullish(),
  format: z.string().nullish(),
  split: z.string().nullish(),
  /** Count of rows to read at most. */
  limit: z.int().nullish(),
}

/** A registered dataset, as answered. */
export const datasetSchema = z.looseObject({ ...entityFields, ...datasetFields })
export type Dataset = z.infer<typeof datasetSchema>

/** A dataset inside a task or a target. */
export const datasetEvSchema = z.looseObject({
  ...entityFields,
  ...datasetFields,
  version_id: z.string().nullish(),
  version_tags: z.array(z.unknown()).nullish(),
})
export type DatasetEv = z.infer<typeof datasetEvSchema>

/** A reference `namespace/name` to a registered dataset, or the dataset itself. */
export const datasetRefSchema = z.union([z.string(), datasetEvSchema])

export const datasetCreateSchema = z.looseObject({ ...entityInputFields, ...datasetFields, name: entityNameSchema })
export type DatasetCreate = z.infer<typeof datasetCreateSchema>

/** Fields that are absent or null keep the stored value. */
export const datasetPatchSchema = z.looseObject({
  ...entityInputFields,
  ...datasetFields,
  files_url: z.string().nullish(),
})
export type DatasetPatch = z.infer<typeof datasetPatchSchema>
