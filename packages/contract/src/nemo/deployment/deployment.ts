/**
 * Deployment Management: how a model is served (`/v1/deployment/configs`), and what is served
 * (`/v1/deployment/model-deployments`). There is no status route: a deployment is read until it is ready.
 *
 * Source: SDK 1.5.0 `types/deployment/*`.
 */
import { z } from 'zod'
import { entityFields, entityInputFields } from '../entity.ts'
import { entityNameSchema } from '../names.ts'

/** A model that runs elsewhere. */
export const externalEndpointSchema = z.looseObject({
  /** Address of the server, with or without `/v1`. */
  host_url: z.string().min(1),
  /** Secret: `******` in every answer. */
  api_key: z.string().nullish(),
  /** Ids of the models it serves. */
  enabled_models: z.array(z.string().min(1)).nullish(),
})
export type ExternalEndpoint = z.infer<typeof externalEndpointSchema>

/** A container of a cluster. */
export const nimDeploymentSchema = z.looseObject({
  image_name: z.string(),
  image_tag: z.string(),
  gpu: z.int().nullish(),
  pvc_size: z.string().nullish(),
})

const configFields = {
  /** Id of the model, or the model itself. */
  model: z.union([z.string(), z.looseObject({})]).nullish(),
  nim_deployment: nimDeploymentSchema.nullish(),
  external_endpoint: externalEndpointSchema.nullish(),
}
export const deploymentConfigSchema = z.looseObject({ ...entityFields, ...configFields })
export type DeploymentConfig = z.infer<typeof deploymentConfigSchema>
export const deploymentConfigCreateSchema = z.looseObject({ ...entityInputFields, ...configFields })
export type DeploymentConfigCreate = z.infer<typeof deploymentConfigCreateSchema>

export const modelDeploymentSchema = z.looseObject({
  ...entityFields,
  /** `namespace/name` of a stored config, or the config itself. */
  config: z.union([z.string(), deploymentConfigSchema]),
  url: z.string().nullish(),
  deployed: z.boolean().nullish(),
  /** `status` is `ready` once it answers; others are `created`, `pending`, `failed`, `unknown`. */
  status_details: z.looseObject({ status: z.string().nullish(), description: z.string().nullish() }).nullish(),
  /** Ids of the models it serves. */
  models: z.array(z.string()).nullish(),
  async_enabled: z.boolean().nullish(),
})
export type ModelDeployment = z.infer<typeof modelDeploymentSchema>

/** A Kubernetes object is named `modeldeployment-{namespace}-{name}`, which has room for 63 characters. */
const MAX_OBJECT_NAME = 63
const OBJECT_PREFIX = 'modeldeployment-'

export const modelDeploymentCreateSchema = z
  .looseObject({
    ...entityInputFields,
    name: entityNameSchema,
    config: z.union([z.string(), deploymentConfigCreateSchema]),
    models: z.array(z.string().min(1)).nullish(),
    async_enabled: z.boolean().nullish(),
    /** Secret. */
    hf_token: z.string().nullish(),
  })
  .superRefine(({ namespace, name }, context) => {
    const length = OBJECT_PREFIX.length + (namespace ?? 'default').length + 1 + name.length
    if (length > MAX_OBJECT_NAME)
      context.addIssue({
        code: 'custom',
        path: ['name'],
        message: `namespace and name are ${length - MAX_OBJECT_NAME} characters too long to be deployed`,
      })
  })
export type ModelDeploymentCreate = z.infer<typeof modelDeploymentCreateSchema>

/** What is served is not changed in place: another deployment is made. */
export const modelDeploymentPatchSchema = z.looseObject({
  ...entityInputFields,
  config: z.undefined({ error: 'cannot be changed: make another deployment' }).optional(),
  models: z.undefined({ error: 'cannot be changed: make another deployment' }).optional(),
})
