/** Namespaces of the Entity Store, `/v1/namespaces`. The id is the name. Source: SDK 1.5.0 `resources/namespaces.py`. */
import { z } from 'zod'
import { customFieldsSchema, entityFields, ownershipSchema } from '../entity.ts'
import { entityNameSchema } from '../names.ts'

export const namespaceSchema = z.looseObject({ ...entityFields, id: z.string() })
export type Namespace = z.infer<typeof namespaceSchema>

const namespaceInput = {
  description: z.string().nullish(),
  project: z.string().nullish(),
  custom_fields: customFieldsSchema.nullish(),
  ownership: ownershipSchema.nullish(),
}
export const namespaceCreateSchema = z.looseObject({ id: entityNameSchema, ...namespaceInput })
export type NamespaceCreate = z.infer<typeof namespaceCreateSchema>
export const namespacePatchSchema = z.looseObject(namespaceInput)
export type NamespacePatch = z.infer<typeof namespacePatchSchema>
