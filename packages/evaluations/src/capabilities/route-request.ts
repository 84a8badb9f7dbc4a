/**
 * Brings a request and what its endpoint can do together, before a row is asked: tools an endpoint refuses are refused
 * here, several choices are asked one by one where it gives only one, and a seed it does not keep is told.
 */
import type { Endpoint, ModelReply, ModelRequest, Pipeline, SampleContext } from '@evalflow/engine'
import { evaluationErrors } from '../errors.ts'
import type { TaskContext } from '../types.ts'
import { type CapabilityName, findingOf } from './capability.ts'

/** Names and values of a request that are the same for every row. */
export type FixedFields = Readonly<Record<string, unknown>>

export interface Route {
  /** The pipeline, with what the endpoint cannot do done for it. */
  wrap(pipeline: Pipeline): Pipeline
}

/** @throws EvaluationError `target_unfit` for tools that the endpoint refuses */
export async function routeRequest(
  context: Pick<TaskContext, 'name' | 'probe' | 'warn' | 'because'>,
  endpoint: Endpoint,
  fields: FixedFields,
): Promise<Route> {
  const needs = toNeeds(fields)
  if (needs.length === 0) return { wrap: (pipeline) => pipeline }
  const record = await context.probe(endpoint, needs)
  const has = (name: CapabilityName) => (needs.includes(name) ? findingOf(record, name) : undefined)

  const tools = has('tools')
  if (tools?.state === 'no')
    throw evaluationErrors.targetUnfit(
      `Task "${context.name}" gives the model tools, and endpoint "${endpoint.id}" refuses them: ${tools.reason} Choose a model with tools, or start its server with them switched on.`,
    )
  const seed = has('seed')
  if (seed !== undefined && seed.state !== 'yes')
    context.warn(
      `Endpoint "${endpoint.id}" may not keep the seed: ${seed.reason}. A second run can give other answers.`,
    )
  const n = has('n')
  if (n === undefined || n.state === 'yes' || n.state === 'unknown') return { wrap: (pipeline) => pipeline }
  context.because(
    `Endpoint "${endpoint.id}" gives one choice for a request (${n.reason}), so each choice is asked by itself.`,
  )
  return {
    wrap: (pipeline) => ({ runSample: (sample, inner) => pipeline.runSample(sample, oneByOne(inner, endpoint)) }),
  }
}

/** A greedy answer needs no seed, and one choice no probe. */
function toNeeds({ tools, n, seed, temperature }: FixedFields): CapabilityName[] {
  return [
    ...(Array.isArray(tools) && tools.length > 0 ? (['tools'] as const) : []),
    ...(typeof n === 'number' && n > 1 ? (['n'] as const) : []),
    ...(typeof seed === 'number' && temperature !== 0 ? (['seed'] as const) : []),
  ]
}

/** The same context, in which a request of `endpoint` for n choices becomes n requests for one, each under its own key. */
function oneByOne(context: SampleContext, endpoint: Endpoint): SampleContext {
  return {
    step: context.step,
    signal: context.signal,
    async call(key, asked, request) {
      const { n, ...body } = request.body
      if (asked.id !== endpoint.id || typeof n !== 'number' || n <= 1) return context.call(key, asked, request)
      const replies = await Promise.all(
        Array.from({ length: n }, (_, i) => {
          const one: ModelRequest = { ...request, body: withSeed(body, i) }
          return context.call(i === 0 ? key : `${key}#${i}`, asked, one)
        }),
      )
      return joinChoices(replies)
    },
  }
}

/** n requests with one seed would give one answer n times. */
const withSeed = (body: FixedFields, i: number): FixedFields =>
  typeof body['seed'] === 'number' ? { ...body, seed: body['seed'] + i } : body

/** As one reply with all choices; times are the first request's, tokens those of all. */
function joinChoices(replies: readonly ModelReply[]): ModelReply {
  const [first, ...others] = replies
  if (first === undefined) throw new Error('a request for choices gave no reply')
  const choices = replies.flatMap(({ body }, index) => {
    const found = (body as { choices?: readonly object[] }).choices?.[0] // the engine checked that there is one
    return found === undefined ? [] : [{ ...found, index }]
  })
  const usage = others.reduce((sum, reply) => addUsage(sum, reply.usage), first.usage)
  return { ...first, body: { ...(first.body as object), choices }, usage }
}

const addUsage = (a: ModelReply['usage'], b: ModelReply['usage']): ModelReply['usage'] => ({
  prompt: a.prompt === null || b.prompt === null ? null : a.prompt + b.prompt,
  completion: a.completion === null || b.completion === null ? null : a.completion + b.completion,
})
