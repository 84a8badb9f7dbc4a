/**
 * Models of the Entity Store, `/v1/models`, and models written inline in targets and judges.
 *
 * Not the models of the inference API, which answers `GET /v1/models` too: see `inference/models.ts`.
 * Source: SDK 1.5.0 `types/model.py`, `types/model_ev.py`, `types/api_endpoint_data.py`.
 */
import { z } from 'zod'
import { entityFields, entityInputFields } from '../entity.ts'
import { entityNameSchema } from '../names.ts'
import { openEnum } from '../open-enum.ts'

/** `lama_stack` is how the SDK spells it. */
export const ENDPOINT_FORMATS = ['nim', 'openai', 'lama_stack'] as const

export const apiEndpointSchema = z.looseObject({
  /** Full URL of the route (`.../v1/chat/completions`) or only its base (`.../v1`). */
  url: z.string(),
  model_id: z.string(),
  /** Secret: `******` in every answer. */
  api_key: z.string().nullish(),
  format: openEnum(ENDPOINT_FORMATS).nullish(),
})
export type ApiEndpoint = z.infer<typeof apiEndpointSchema>

const modelFields = {
  api_endpoint: apiEndpointSchema.nullish(),
  artifact: z.unknown().optional(),
  base_model: z.unknown().optional(),
  peft: z.unknown().optional(),
  prompt: z.unknown().optional(),
  spec: z.unknown().optional(),
  guardrails: z.unknown().optional(),
  model_providers: z.array(z.string()).nullish(),
  version_id: z.string().nullish(),
  version_tags: z.array(z.unknown()).nullish(),
}

export const modelSchema = z.looseObject({ ...entityFields, ...modelFields })
export type Model = z.infer<typeof modelSchema>

/** `namespace/name` of a stored model, the id of a model the inference endpoint serves, or the model itself. */
export const modelRefSchema = z.union([z.string(), modelSchema])
export type ModelRef = z.infer<typeof modelRefSchema>

export const modelCreateSchema = z.looseObject({ ...entityInputFields, ...modelFields, name: entityNameSchema })
export type ModelCreate = z.infer<typeof modelCreateSchema>
export const modelPatchSchema = z.looseObject({ ...entityInputFields, ...modelFields })
export type ModelPatch = z.infer<typeof modelPatchSchema>
