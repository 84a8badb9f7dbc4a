/** Keeps secrets out of errors: known values are replaced by `******` wherever they stand in a text. */
import { SECRET_KEYS, SECRET_MASK } from '@evalflow/contract'

const SECRET_HEADER = /authorization|cookie|key|token|secret|password/i
/** Shorter values would blank ordinary words. */
const MIN_SECRET_LENGTH = 4

/** Values that must not be shown: of secret headers (with and without their scheme), and under secret keys of the body. */
export function findSecrets(headers: Readonly<Record<string, string>>, body: unknown): string[] {
  const fromHeaders = Object.entries(headers)
    .filter(([name]) => SECRET_HEADER.test(name))
    .flatMap(([, value]) => [value, value.replace(/^\w+\s+/, '')])
  return [...fromHeaders, ...secretsIn(body)].filter((value) => value.length >= MIN_SECRET_LENGTH)
}

export function redactText(text: string, secrets: readonly string[]): string {
  return secrets.reduce((done, secret) => done.replaceAll(secret, SECRET_MASK), text)
}

/** A copy with every text redacted, and every value under a secret key masked. */
export function redactValue(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string') return redactText(value, secrets)
  if (Array.isArray(value)) return value.map((item) => redactValue(item, secrets))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, item]) =>
    SECRET_KEYS.includes(key) && typeof item === 'string' ? [key, SECRET_MASK] : [key, redactValue(item, secrets)],
  )
  return Object.fromEntries(entries)
}

function secretsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(secretsIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, item]) =>
    SECRET_KEYS.includes(key) && typeof item === 'string' ? [item] : secretsIn(item),
  )
}
