/**
 * Secrets stay out of documents (DESIGN D7): a secret field holds the *name* of a stored secret. What does not look
 * like a name, and header values under names such as `Authorization`, is left out of exports and of the clipboard.
 */
import type { FieldSpec } from './field-spec.ts'
import type { JsonValue } from './flow.ts'
import { isJsonObject } from './json.ts'

const SECRET_NAME = /^[A-Za-z_][\w.-]{0,63}$/
/** Well-known beginnings of keys, which would otherwise pass for names. */
const KEY_PREFIX = /^(sk-|nvapi-|hf_[A-Za-z0-9]{20}|gh[pousr]_|xox[abp]-|AKIA[A-Z0-9]{12}|eyJ[\w-]{10})/
const SECRET_KEY = /authori[sz]ation|api[-_]?key|token|secret|password|cookie|credential/i
/** A value that only points at a stored secret, e.g. `Bearer ${secret:openai}`. */
const REFERENCE = /\$\{secret:[A-Za-z_][\w.-]{0,63}\}/

export const isSecretName = (value: JsonValue): boolean =>
  typeof value === 'string' && SECRET_NAME.test(value) && !KEY_PREFIX.test(value)

/** Does the text begin as keys of well-known services do? */
export const looksLikeKey = (text: string): boolean => KEY_PREFIX.test(text)

/** Is this the name of a header or setting whose value should not leave the machine? */
export const isSecretKey = (key: string): boolean => SECRET_KEY.test(key)

/** `value` of `field` fit to leave the machine; undefined if nothing of it is. */
export function withoutSecrets(field: FieldSpec, value: JsonValue): JsonValue | undefined {
  if (field.kind === 'secret') return isSecretName(value) ? value : undefined
  if (field.kind !== 'key-values' || !isJsonObject(value)) return value
  const kept = Object.entries(value).filter(
    ([key, item]) => !isSecretKey(key) || (typeof item === 'string' && REFERENCE.test(item)),
  )
  return kept.length === Object.keys(value).length ? value : Object.fromEntries(kept)
}
