/**
 * What all NeMo entities share.
 *
 * Answers either omit empty fields (targets, configs) or send them as null (jobs, datasets), so every field is
 * optional and nullable. Unknown keys pass through. Source: NeMo Microservices SDK 1.5.0 types, and recorded answers.
 */
import { z } from 'zod'
import { entityNameSchema } from './names.ts'

export const ownershipSchema = z.looseObject({
  created_by: z.string().nullish(),
  updated_by: z.string().nullish(),
  access_policies: z.record(z.string(), z.string()).nullish(),
})

/** Free data of the user's own. Evalflow keeps its record under `evalflow`. */
export const customFieldsSchema = z.record(z.string(), z.unknown())

/** Fields of every stored entity in an answer. */
export const entityFields = {
  /** `<prefix>-<base58 of 16 random bytes>`, e.g. `eval-config-Jr4uE5uUonn3YyfwUHKKSa`. */
  id: z.string().nullish(),
  name: z.string().nullish(),
  namespace: z.string().nullish(),
  description: z.string().nullish(),
  project: z.string().nullish(),
  custom_fields: customFieldsSchema.nullish(),
  ownership: ownershipSchema.nullish(),
  /** ISO 8601 in UTC, microseconds, no zone: `2025-07-08T19:18:37.063092`. */
  created_at: z.string().nullish(),
  updated_at: z.string().nullish(),
  schema_version: z.string().nullish(),
  type_prefix: z.string().nullish(),
}

/** Fields that a create or patch body may carry beside its payload. */
export const entityInputFields = {
  name: entityNameSchema.nullish(),
  namespace: entityNameSchema.nullish(),
  description: z.string().nullish(),
  project: z.string().nullish(),
  custom_fields: customFieldsSchema.nullish(),
  ownership: ownershipSchema.nullish(),
}

/** Body of every `DELETE` that answers one (SDK type `DeleteResponse`). */
export const deleteResponseSchema = z.looseObject({
  id: z.string().nullish(),
  deleted_at: z.string().nullish(),
  message: z.string().nullish(),
})
export type DeleteResponse = z.infer<typeof deleteResponseSchema>
