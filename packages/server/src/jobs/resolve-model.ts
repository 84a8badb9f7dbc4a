/**
 * From what a target or a judge names to an endpoint that can be asked.
 *
 * | given | endpoint |
 * | --- | --- |
 * | `"ns/name"` or `{namespace, name}` of a model in the Entity Store | its `api_endpoint` |
 * | `"ns/name"` of a stored target of type `model`, where no model has that name | as its `model` says |
 * | `"ns/name"` of a model deployment, or `"ns/name/model id"` | its external endpoint |
 * | a model id, as the local models list it | this server's own `/nim/v1` |
 * | `{api_endpoint: {url, model_id, api_key?, format?, headers?, price?, fallbacks?}}`, or these fields at the top | as given |
 *
 * Keys may be references to stored secrets (`$secret:NAME`), and values of headers may hold some (`Token ${secret:NAME}`); they
 * are opened here, at the moment of use.
 */
import { DEFAULT_NAMESPACE, findRef, targetPriceSchema } from '@evalflow/contract'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Database } from '../db/database.ts'
import { problems } from '../errors.ts'
import { findDeployedModel } from './deployed-model.ts'
import type { SecretSealer } from '../platform/deps.ts'
import { checkOutgoing } from '../security/outgoing.ts'
import { withFallbacks } from './fallback-chain.ts'
import type { PricedEndpoint } from './priced-endpoint.ts'

const apiEndpointSchema = z.looseObject({
  url: z.string().min(1),
  model_id: z.string().min(1),
  api_key: z.string().nullish(),
  format: z.enum(['openai', 'nim', 'lama_stack']).nullish(),
  headers: z.record(z.string(), z.string()).nullish(),
  price: z.unknown().optional(),
  fallbacks: z.unknown().optional(),
})
const inlineSchema = z.looseObject({ api_endpoint: apiEndpointSchema })
const targetSchema = z.looseObject({ type: z.literal('model'), model: z.unknown().optional() })
const namedSchema = z.looseObject({ name: z.string().min(1), namespace: z.string().nullish() })

export interface ResolveModelDeps {
  db: Database
  sealer: SecretSealer
  resolveKey: (key: string) => Promise<string>
  /** The id of a local or baseline model that can be used, by id or alias. */
  findLocal: (id: string) => Promise<string | undefined>
  /** Ids of all that can be used, for messages. */
  listLocal: () => Promise<readonly string[]>
  /** This server's own inference, for local models. */
  own: () => { url: string; token: string }
  /** What is resolved stands in a chain of fallbacks. */
  isFallback?: boolean
}

/** @throws ApiProblem `target_unusable`, `secret_not_found`, `address_refused` */
export function createResolveModel(deps: ResolveModelDeps): (model: unknown) => Promise<PricedEndpoint> {
  return (model) => resolve(model, deps, true)
}

async function resolve(model: unknown, deps: ResolveModelDeps, mayBeTarget: boolean): Promise<PricedEndpoint> {
  if (typeof model === 'string') return resolveName(model, deps, mayBeTarget)
  const inline = inlineSchema.safeParse(model)
  if (inline.success) return toEndpoint(inline.data.api_endpoint, deps)
  const flat = apiEndpointSchema.safeParse(model)
  if (flat.success) return toEndpoint(flat.data, deps)
  const named = namedSchema.safeParse(model)
  if (named.success)
    return resolveName(`${named.data.namespace ?? DEFAULT_NAMESPACE}/${named.data.name}`, deps, mayBeTarget)
  throw problems.targetUnusable(
    shorten(model),
    'it is neither a model name nor an `api_endpoint`',
    'Give `{api_endpoint: {url, model_id}}`, or the name of a model.',
  )
}

async function resolveName(name: string, deps: ResolveModelDeps, mayBeTarget: boolean): Promise<PricedEndpoint> {
  const ref = findRef(name) ?? { namespace: DEFAULT_NAMESPACE, name }
  const rows = await sql<{ body: string }>`select body from entities
    where kind = 'model' and namespace = ${ref.namespace} and name = ${ref.name}`.execute(deps.db)
  const row = rows.rows[0]
  if (row) {
    const entity = inlineSchema.safeParse(deps.sealer.open(JSON.parse(row.body)))
    if (entity.success) return toEndpoint(entity.data.api_endpoint, deps)
  }
  const target = mayBeTarget ? await findTargetModel(ref, deps) : undefined
  // a name within a target is a model's, never another target's, so that no two can name each other
  if (target !== undefined) return resolve(target, deps, false)
  const deployed = await findDeployedModel(name, { db: deps.db, secrets: deps.sealer })
  if (deployed) return toEndpoint({ ...deployed }, deps)
  const id = (await deps.findLocal(name)) ?? (await deps.findLocal(ref.name))
  if (id !== undefined) {
    const { url, token } = deps.own()
    return { id, url: `${url}/nim/v1`, modelId: id, format: 'nim', apiKey: token }
  }
  const found = row ? 'the model is stored without an `api_endpoint`' : 'there is no such model here'
  throw problems.targetUnusable(
    name,
    found,
    `Known local models: ${(await deps.listLocal()).join(', ') || 'none'}. Pull one, or give an endpoint's address.`,
  )
}

/** What a person picks as judge may be a stored target; undefined if there is none, or it is no model. */
async function findTargetModel(ref: { namespace: string; name: string }, deps: ResolveModelDeps): Promise<unknown> {
  const rows = await sql<{ body: string }>`select body from entities
    where kind = 'target' and namespace = ${ref.namespace} and name = ${ref.name}`.execute(deps.db)
  const row = rows.rows[0]
  const target = row && targetSchema.safeParse(deps.sealer.open(JSON.parse(row.body)))
  return target?.success ? (target.data.model ?? undefined) : undefined
}

async function toEndpoint(given: z.infer<typeof apiEndpointSchema>, deps: ResolveModelDeps): Promise<PricedEndpoint> {
  await checkOutgoing(given.url)
  const key = given.api_key ? await deps.resolveKey(given.api_key) : undefined
  const endpoint: PricedEndpoint = {
    id: `${given.model_id}@${new URL(given.url).host}`,
    url: given.url,
    modelId: given.model_id,
    format: given.format ?? 'nim',
    ...(key === undefined ? {} : { apiKey: key }),
    ...(given.headers ? { headers: await openHeaders(given.headers, deps) } : {}),
    ...toPrice(given),
  }
  const resolveFallback = (model: unknown) => resolve(model, { ...deps, isFallback: true }, true)
  return withFallbacks(endpoint, given.fallbacks, deps.isFallback ? undefined : resolveFallback)
}

const SECRET_IN_TEXT = /\$\{secret:([A-Za-z_][\w.-]{0,63})\}/g

/** With every `${secret:NAME}` replaced by its value. @throws ApiProblem `secret_not_found` */
async function openHeaders(
  headers: Readonly<Record<string, string>>,
  { resolveKey }: ResolveModelDeps,
): Promise<Record<string, string>> {
  const names = new Set(
    Object.values(headers).flatMap((text) => Array.from(text.matchAll(SECRET_IN_TEXT), ([, name = '']) => name)),
  )
  const values = new Map(
    await Promise.all([...names].map(async (name) => [name, await resolveKey(`$secret:${name}`)] as const)),
  )
  return Object.fromEntries(
    Object.entries(headers).map(([key, text]) => [
      key,
      text.replaceAll(SECRET_IN_TEXT, (_all, name: string) => values.get(name) ?? ''),
    ]),
  )
}

function toPrice({ price, model_id: id }: z.infer<typeof apiEndpointSchema>): Pick<PricedEndpoint, 'price'> {
  if (price === undefined || price === null) return {}
  const parsed = targetPriceSchema.safeParse(price)
  if (parsed.success) return { price: parsed.data }
  throw problems.targetUnusable(
    id,
    'its price cannot be read',
    'Give `{input_per_million, output_per_million, currency}`, the currency as USD.',
  )
}

function shorten(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).replace(/"api_key":"[^"]*"/g, '"api_key":"******"').slice(0, 120)
}
