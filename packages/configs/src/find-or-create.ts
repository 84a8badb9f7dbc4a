/**
 * One config under one name, however many ask for it at the same time (rules R3 to R8 in SPEC.md).
 *
 *   look up name ── none ──> create ── 409 ──> look up name
 *        │ fits: use it         │ ok: use it
 *        └ other: next name     └ failed: told apart by status
 */
import { type EvaluationConfig, evaluationConfigSchema, toUrn } from '@evalflow/contract'
import { statusOf, withRetries } from './attempts.ts'
import type { Effects, EntityRef, JsonObject } from './config-types.ts'
import { type ConfigError, configErrors } from './errors.ts'

export interface FoundConfig {
  config: EvaluationConfig
  ref: EntityRef
  outcome: 'created' | 'reused'
}

export interface Wanted {
  namespace: string
  /** Tried in order; each is legal. */
  names: readonly string[]
  body: (name: string) => JsonObject
  /** Is what stands under the name what is wanted? */
  fits: (config: EvaluationConfig) => boolean
}

/** A server that reads its own writes needs one round; more are for one that lags behind. */
const ROUNDS = 5

/** @throws ConfigError `config_exists` if every name is taken by something else; else as `toConfigError` says */
export async function findOrCreate(wanted: Wanted, effects: Effects): Promise<FoundConfig> {
  for (const name of wanted.names) {
    const found = await findOrCreateNamed(wanted, { namespace: wanted.namespace, name }, effects)
    if (found) return found
  }
  throw configErrors.configExists(toUrn({ namespace: wanted.namespace, name: wanted.names.at(-1) ?? '' }))
}

/** Undefined if something else has the name. */
async function findOrCreateNamed(wanted: Wanted, ref: EntityRef, effects: Effects): Promise<FoundConfig | undefined> {
  for (let round = 1; ; round += 1) {
    const there = await readConfig(ref, effects)
    if (there) return wanted.fits(there) ? { config: there, ref, outcome: 'reused' } : undefined
    try {
      const config = await withRetries(() => effects.configs.create(wanted.body(ref.name)), effects)
      return { config: parseConfig(config, ref), ref, outcome: 'created' }
    } catch (error) {
      // Somebody else made it, or an earlier try of ours did and its answer was lost: read it.
      if (statusOf(error) !== 409) throw toConfigError(error, 'create', ref)
      if (round >= ROUNDS) throw configErrors.configNotCreated(toUrn(ref), error)
      if (round > 1) await effects.sleep(effects.random() * 250 * 2 ** round, effects.signal)
    }
  }
}

/** Undefined if there is none. @throws ConfigError as `toConfigError` says */
export async function readConfig(ref: EntityRef, effects: Effects): Promise<EvaluationConfig | undefined> {
  try {
    return parseConfig(await withRetries(() => effects.configs.get(ref), effects), ref)
  } catch (error) {
    if (statusOf(error) === 404) return undefined
    throw toConfigError(error, 'read', ref)
  }
}

/** 403, 429, 400 and 422 told apart from a server that is not well. Abort and our own errors pass through. */
export function toConfigError(error: unknown, action: 'read' | 'create', ref: EntityRef): ConfigError | Error {
  const urn = toUrn(ref)
  const status = statusOf(error)
  if (status === 401 || status === 403) return configErrors.notPermitted(action, urn, error)
  if (status === 429) return configErrors.rateLimited(urn, error)
  if (status === 400 || status === 404 || status === 422) return configErrors.configRejected(urn, error)
  if (error instanceof Error && (error.name === 'AbortError' || error.name === 'ConfigError')) return error
  return configErrors.configNotCreated(urn, error)
}

export function parseConfig(value: unknown, ref: EntityRef): EvaluationConfig {
  const parsed = evaluationConfigSchema.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw configErrors.invalidConfig(toUrn(ref), `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not a config'}`)
}
