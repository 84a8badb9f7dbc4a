/**
 * Names of NeMo entities, and references made of them.
 *
 * Source: NVIDIA NeMo Microservices documentation, evaluation config schema (`name`: at most 255 characters,
 * pattern `^[\w\-\+.@:]*$`). References are `namespace/name`, so neither part can hold a slash.
 */
import { z } from 'zod'

export const MAX_NAME_LENGTH = 255
export const DEFAULT_NAMESPACE = 'default'
export const NAME_PATTERN = /^[\w\-+.@:]*$/

/** A legal entity name: 1 to 255 of letters, digits and `_ - + . @ :`; not `.` or `..`, which a URL path would swallow. */
export const entityNameSchema = z
  .string()
  .min(1)
  .max(MAX_NAME_LENGTH)
  .regex(NAME_PATTERN, 'expected only letters, digits and _ - + . @ :')
  .refine((name) => name !== '.' && name !== '..', 'a name cannot be "." or ".."')

/** Where an entity lives. */
export interface EntityRef {
  namespace: string
  name: string
}

/** Writes `namespace/name`. */
export function toUrn({ namespace, name }: EntityRef): string {
  return `${namespace}/${name}`
}

/** Splits `namespace/name`; undefined for anything else (no slash, two slashes, an empty part). */
export function findRef(urn: string): EntityRef | undefined {
  const [namespace, name, ...rest] = urn.split('/')
  if (!namespace || !name || rest.length > 0) return undefined
  return { namespace, name }
}
