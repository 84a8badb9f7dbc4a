/** Projects of the Entity Store, `/v1/projects`. Source: SDK 1.5.0 `resources/projects.py`. */
import { z } from 'zod'
import { entityFields, entityInputFields } from '../entity.ts'
import { entityNameSchema } from '../names.ts'

export const projectSchema = z.looseObject({ ...entityFields, name: z.string(), namespace: z.string() })
export type Project = z.infer<typeof projectSchema>
export const projectCreateSchema = z.looseObject({ ...entityInputFields, name: entityNameSchema })
export type ProjectCreate = z.infer<typeof projectCreateSchema>
export const projectPatchSchema = z.looseObject(entityInputFields)
export type ProjectPatch = z.infer<typeof projectPatchSchema>
