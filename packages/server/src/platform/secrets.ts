/**
 * Values under `api_key` and `hf_token`: masked in every answer, sealed in the database, open only where a job runs.
 *
 * S1 `maskSecrets` replaces each non-empty one by `******`, at every depth. Null stays null.
 * S2 A body that sends `******` back (read, change, write) keeps the stored value at the same place, but only if the
 *    address beside it (`url`, `host_url`) is the stored one: else a key could be sent to a host of the sender's choice. Anything else with a
 *    mask is refused, since a mask is never a key.
 */
import { SECRET_KEYS, SECRET_MASK } from '@evalflow/contract'
import type { PlatformDeps } from './deps.ts'
import { platformProblems } from './http/problem.ts'

/** Fields that say where a key is sent. */
const ADDRESSES = ['url', 'host_url'] as const

export function maskSecrets<T>(document: T): T {
  return mapSecrets(document, () => SECRET_MASK) as T // the same shape: texts replaced by texts
}

export function sealSecrets(document: unknown, deps: Pick<PlatformDeps, 'secrets'>): unknown {
  return deps.secrets ? deps.secrets.seal(document) : document
}

export function openSecrets(document: unknown, deps: Pick<PlatformDeps, 'secrets'>): unknown {
  return deps.secrets ? deps.secrets.open(document) : document
}

/** Rule S2. `stored` has open secrets; undefined if there is nothing to keep. @throws PlatformProblem 422 */
export function restoreMasked(sent: unknown, stored: unknown, loc: readonly (string | number)[] = ['body']): unknown {
  if (Array.isArray(sent)) {
    const before: unknown[] = Array.isArray(stored) ? stored : []
    return sent.map((item, index) => restoreMasked(item, before[index], [...loc, index]))
  }
  if (!isRecord(sent)) return sent
  const before = isRecord(stored) ? stored : {}
  const entries = Object.entries(sent).map(([key, value]) => {
    if (!SECRET_KEYS.includes(key) || value !== SECRET_MASK)
      return [key, restoreMasked(value, before[key], [...loc, key])]
    if (typeof before[key] !== 'string' || ADDRESSES.some((address) => sent[address] !== before[address]))
      throw platformProblems.invalid(
        [...loc, key],
        `"${SECRET_MASK}" is the mask of a secret, not a secret: send the value itself`,
      )
    return [key, before[key]]
  })
  return Object.fromEntries(entries)
}

/** A copy in which each non-empty secret went through `change`. */
export function mapSecrets(document: unknown, change: (secret: string) => string): unknown {
  if (Array.isArray(document)) return document.map((item) => mapSecrets(item, change))
  if (!isRecord(document)) return document
  const entries = Object.entries(document).map(([key, value]) =>
    SECRET_KEYS.includes(key) && typeof value === 'string' && value !== ''
      ? [key, change(value)]
      : [key, mapSecrets(value, change)],
  )
  return Object.fromEntries(entries)
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
