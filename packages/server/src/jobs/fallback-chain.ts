/**
 * `api_endpoint.fallbacks`: other models, asked in their order while the endpoint is down. Each is named as a target's
 * model is; a key beside it is masked and sealed as any other.
 */
import { z } from 'zod'
import { problems } from '../errors.ts'
import type { PricedEndpoint } from './priced-endpoint.ts'

/** Each endpoint of a chain keeps its own breaker, so a longer one only hides that nothing answers. */
const MAX_FALLBACKS = 4
const fallbacksSchema = z.array(z.unknown()).max(MAX_FALLBACKS)

/**
 * The endpoint with its chain. `resolve` is absent for one that is itself a fallback: it may have none of its own, so that no
 * two can name each other. @throws ApiProblem `target_unusable`, and what `resolve` throws
 */
export async function withFallbacks(
  endpoint: PricedEndpoint,
  given: unknown,
  resolve: ((model: unknown) => Promise<PricedEndpoint>) | undefined,
): Promise<PricedEndpoint> {
  if (given === undefined || given === null) return endpoint
  if (resolve === undefined)
    throw problems.targetUnusable(
      endpoint.modelId,
      'it is a fallback and has fallbacks of its own',
      'Put all of them in one list.',
    )
  const models = fallbacksSchema.safeParse(given)
  if (!models.success)
    throw problems.targetUnusable(
      endpoint.modelId,
      `its \`api_endpoint.fallbacks\` is not a list of at most ${MAX_FALLBACKS} models`,
      'Give `[{api_endpoint: {url, model_id}}]`, or names of models.',
    )
  const chain = [endpoint]
  for (const model of models.data) chain.push(toMember(await resolve(model), chain))
  return { ...endpoint, fallbacks: chain.slice(1) }
}

/** With an id of its own, since rows tell by it who answered. */
function toMember(fallback: PricedEndpoint, chain: readonly PricedEndpoint[]): PricedEndpoint {
  const { id, url } = fallback
  const same = chain.filter((member) => member.id === id)
  if (same.length === 0) return fallback
  if (same.some((member) => member.url === url))
    throw problems.targetUnusable(id, 'it stands twice in its chain of fallbacks', 'Name each endpoint once.')
  return { ...fallback, id: `${id}${new URL(url).pathname}` }
}
