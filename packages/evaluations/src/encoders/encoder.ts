/**
 * An encoder the user named: an endpoint with `/embeddings`, or a local GGUF file that this server's own endpoint serves.
 * Its name, pooling, layer and version stand in the name of every score made with it, since vectors of two encoders, or of
 * two versions of one, are not comparable. There is no encoder by default.
 */
import type { Endpoint, ModelRequest, SampleContext } from '@evalflow/engine'
import { z } from 'zod'
import { evaluationErrors } from '../errors.ts'
import { endpointIdentity } from '../run/endpoint-identity.ts'
import type { EvaluationServices } from '../types.ts'
import { readEmbeddings } from './embedding-reply.ts'
import type { EncoderFacts } from './encoder-facts.ts'

export interface Encoder {
  endpoint: Endpoint
  /** For score names, without dots: `all-minilm-l6-v2,mean,layer 6,sha256 0123456789ab`. */
  label: string
  facts: EncoderFacts
  /** This server itself runs it. */
  isOwn: boolean
  batchSize: number
  /** Sent beside `input`, e.g. `input_type` or `encoding_format`. */
  extra: Readonly<Record<string, unknown>>
  /** Put before every text, as E5 models want. */
  prefix: string
  /** Of the first vector; every other must have as many. */
  dimensions: number | undefined
}

/** Params of whatever uses an encoder. */
export const encoderParams = {
  /** A model's name, or `{api_endpoint: {url, model_id}}`. */
  encoder: z.unknown().optional(),
  /** For endpoints that do not say which version they serve. */
  encoder_version: z.string().max(80).optional(),
  encoder_pooling: z.string().max(40).optional(),
  encoder_layer: z.int().min(1).optional(),
  encoder_batch_size: z.int().min(1).max(2048).default(32),
  encoder_prefix: z.string().max(1000).default(''),
  encoder_extra: z.record(z.string(), z.unknown()).default({}),
}
export type EncoderParams = z.infer<z.ZodObject<typeof encoderParams>>

/** @throws EvaluationError `metric_unavailable` without an encoder; errors of `resolveModel` pass through */
export async function planEncoder(
  params: EncoderParams,
  services: EvaluationServices,
  metric: { type: string; path: string },
): Promise<Encoder> {
  const { encoder } = params
  if (encoder === undefined || encoder === null || encoder === '')
    throw evaluationErrors.metricUnavailable(
      metric.type,
      'It needs an encoder, and none is named. Put an embeddings endpoint or a local embedding model at `encoder`.',
      `${metric.path}.encoder`,
    )
  const endpoint = await services.resolveModel(encoder)
  const known = await services.describeEncoder?.(endpoint)
  const facts: EncoderFacts = {
    version: known?.version ?? params.encoder_version ?? null,
    pooling: known?.pooling ?? params.encoder_pooling ?? null,
    layer: known?.layer ?? params.encoder_layer ?? null,
  }
  return {
    endpoint,
    facts,
    isOwn: known !== undefined,
    label: toLabel(endpoint, facts),
    batchSize: params.encoder_batch_size,
    extra: params.encoder_extra,
    prefix: params.encoder_prefix,
    dimensions: undefined,
  }
}

/**
 * Vectors of `texts`, in order; equal texts are sent once. Calls are journaled under `key`, with `:1`, `:2` … for more
 * than one batch.
 *
 * @throws CallFailed if the endpoint fails for good; EvaluationError `encoder_reply` for an answer that does not fit
 */
export async function embedTexts(
  encoder: Encoder,
  texts: readonly string[],
  context: SampleContext,
  call: { key: string; role: ModelRequest['role'] },
): Promise<(readonly number[])[]> {
  const unique = [...new Set(texts)]
  const batches: string[][] = []
  for (let at = 0; at < unique.length; at += encoder.batchSize) batches.push(unique.slice(at, at + encoder.batchSize))
  const replies = await Promise.all(
    batches.map(async (batch, i) => {
      const body = { ...encoder.extra, input: batch.map((text) => `${encoder.prefix}${text}`) }
      const key = i === 0 ? call.key : `${call.key}:${i}`
      const reply = await context.call(key, encoder.endpoint, { kind: 'embedding', role: call.role, body })
      return readEmbeddings(reply.body, batch.length, encoder.endpoint.id)
    }),
  )
  const vectors = replies.flat()
  for (const vector of vectors) checkDimensions(encoder, vector)
  const byText = new Map(unique.map((text, i) => [text, vectors[i] ?? []]))
  return texts.map((text) => byText.get(text) ?? [])
}

/** Everything about an encoder that decides a score; for fingerprints. */
export const encoderIdentity = ({ endpoint, facts, extra, prefix }: Encoder): object => ({
  ...endpointIdentity(endpoint),
  ...facts,
  extra,
  prefix,
})

/** For the result: what a score was made with. */
export const encoderData = ({ endpoint, facts }: Encoder): object => ({
  id: endpoint.id,
  model: endpoint.modelId,
  ...facts,
})

function checkDimensions(encoder: Encoder, vector: readonly number[]): void {
  encoder.dimensions ??= vector.length
  if (vector.length !== encoder.dimensions)
    throw evaluationErrors.encoderReply(
      encoder.endpoint.id,
      `a vector of ${vector.length} dimensions came, those before had ${encoder.dimensions}`,
    )
}

/** Without dots, since readers part a score's key at them. */
function toLabel({ id }: Endpoint, { version, pooling, layer }: EncoderFacts): string {
  const parts = [id, pooling, layer === null ? null : `layer ${layer}`, version ?? 'version unknown']
  return parts
    .filter((part) => part !== null)
    .join(',')
    .replaceAll('.', '-')
}
