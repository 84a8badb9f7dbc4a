/** A target value as the Evaluator stores it. The key comes in as it shall stand there: opened, or as a reference. */
import type { JsonObject } from '../services.ts'
import type { TargetValue } from '../values.ts'

export type NewTarget = Exclude<TargetValue, { kind: 'stored' }>

export function toTargetModel(target: NewTarget, apiKey: string | undefined): string | JsonObject {
  if (target.kind === 'model') return target.model_id
  const { url, model_id, format, headers, price, fallback } = target
  return {
    api_endpoint: {
      url,
      model_id,
      format,
      ...(apiKey === undefined ? {} : { api_key: apiKey }),
      ...(Object.keys(headers).length === 0 ? {} : { headers }),
      ...(price === undefined ? {} : { price }),
      ...(fallback === undefined ? {} : { fallbacks: [fallback] }),
    },
  }
}

/** Of the secret a target names; the server puts the value in at the moment of use. */
export function toKeyReference(target: NewTarget): string | undefined {
  return target.kind === 'endpoint' && target.api_key_secret !== undefined
    ? `$secret:${target.api_key_secret}`
    : undefined
}
