/**
 * Makes sure the target exists and gives what a job takes.
 *
 * A target's name is made of its content, so the same endpoint is stored once, and a changed one never overwrites
 * another. The key is not part of the name: it is a secret and may be renewed.
 */
import { ComponentError, isConflict, isDenied, isNotFound, messageOf } from '../errors.ts'
import { toTargetModel, type NewTarget } from '../model-target/to-body.ts'
import type { ComponentServices, EntityRef, JsonObject } from '../services.ts'
import { parseRef, type TargetValue } from '../values.ts'

/** `namespace/name` of the stored target. One look-up, and one create where it is missing. */
export async function ensureTarget(
  target: TargetValue,
  services: ComponentServices,
  namespace: string,
): Promise<string> {
  if (target.kind === 'stored') {
    const ref = parseRef(target.ref, namespace)
    await requireTarget(ref, services)
    return `${ref.namespace}/${ref.name}`
  }
  const name = await toTargetName(target)
  const ref = { namespace, name }
  if (await exists(ref, services)) return `${namespace}/${name}`
  try {
    await services.nemo.targets.create({ ...ref, ...(await toTargetBody(target, services)) })
  } catch (error) {
    // another run made the same target between look-up and create: its content is the same, since its name is
    if (!isConflict(error)) throw failed(error, `Target "${namespace}/${name}" could not be created`)
  }
  return `${namespace}/${name}`
}

async function toTargetBody(target: NewTarget, { resolveSecret }: ComponentServices): Promise<JsonObject> {
  const secret = target.kind === 'endpoint' ? target.api_key_secret : undefined
  const key = secret === undefined ? undefined : await resolveSecret(secret)
  return { type: 'model', model: toTargetModel(target, key), custom_fields: { evalflow: { label: target.label } } }
}

/** `{model id, made legal}-{8 hex of the content}`; a model of the connection keeps its bare name. */
export async function toTargetName(target: NewTarget): Promise<string> {
  const base = target.model_id.replaceAll(/[^\w.+@-]+/g, '-').slice(0, 200)
  if (target.kind === 'model' && base === target.model_id) return base
  const identity = JSON.stringify(
    target.kind === 'model'
      ? [target.model_id]
      : [
          target.url,
          target.model_id,
          target.format,
          target.api_key_secret ?? null,
          Object.entries(target.headers).sort(([a], [b]) => (a < b ? -1 : 1)),
          ...(target.price === undefined ? [] : [target.price]),
          ...(target.fallback === undefined ? [] : [target.fallback]),
        ],
  )
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(identity))
  const hash = Array.from(new Uint8Array(digest).slice(0, 4), (byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${base}-${hash}`
}

async function requireTarget(ref: EntityRef, services: ComponentServices): Promise<void> {
  if (await exists(ref, services)) return
  throw new ComponentError(
    'target_missing',
    `Target "${ref.namespace}/${ref.name}" is not stored any more. Pick another, or create it again.`,
    { field: 'target' },
  )
}

async function exists(ref: EntityRef, services: ComponentServices): Promise<boolean> {
  try {
    await services.nemo.targets.get(ref)
    return true
  } catch (error) {
    if (isNotFound(error)) return false
    throw failed(error, `Target "${ref.namespace}/${ref.name}" could not be looked up`)
  }
}

function failed(error: unknown, what: string): ComponentError {
  if (isDenied(error))
    return new ComponentError(
      'denied',
      `${what}: no permission (${messageOf(error)}). Ask for access, or pick another target.`,
      { field: 'target', cause: error },
    )
  return new ComponentError('target_unusable', `${what}: ${messageOf(error)}. Try again.`, {
    field: 'target',
    cause: error,
  })
}
