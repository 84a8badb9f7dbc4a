/**
 * Brings what a task asks and what its endpoint can do together, before a row is asked: tools that an endpoint refuses
 * are refused here, and a seed it does not keep is told. What rows teach by themselves is not asked here: whether it
 * streams (engine, M3), and whether it gives several choices (`custom/choices.ts`).
 */
import type { CapabilityName } from '@evalflow/contract'
import type { Endpoint } from '@evalflow/engine'
import { evaluationErrors } from '../errors.ts'
import type { TaskContext } from '../types.ts'
import { findingOf } from './capability.ts'

/** Fields of a request as the config has them; templates may stand for values. */
export type FixedFields = Readonly<Record<string, unknown>>

/** @throws EvaluationError `target_unfit` for tools that the endpoint refuses */
export async function routeRequest(
  context: Pick<TaskContext, 'name' | 'probe' | 'warn'>,
  endpoint: Endpoint,
  fields: FixedFields,
): Promise<void> {
  const needs = toNeeds(fields)
  if (needs.length === 0) return
  const record = await context.probe(endpoint, needs)
  const find = (name: CapabilityName) => (needs.includes(name) ? findingOf(record, name) : undefined)

  const tools = find('tools')
  if (tools?.state === 'no')
    throw evaluationErrors.targetUnfit(
      `Task "${context.name}" gives the model tools, and endpoint "${endpoint.id}" refuses them: ${tools.reason} Choose a model with tools, or start its server with them switched on.`,
    )
  const seed = find('seed')
  if (seed?.state === 'ignored' || seed?.state === 'no')
    context.warn(
      `Endpoint "${endpoint.id}" does not keep the seed: ${seed.reason}. A second run can give other answers.`,
    )
}

/** A greedy answer needs no seed. */
function toNeeds({ tools, seed, temperature }: FixedFields): CapabilityName[] {
  return [
    ...(hasTools(tools) ? (['tools'] as const) : []),
    ...(typeof seed === 'number' && temperature !== 0 ? (['seed'] as const) : []),
  ]
}

/** A list of tools, or a template that renders one. */
const hasTools = (tools: unknown): boolean =>
  Array.isArray(tools) ? tools.length > 0 : typeof tools === 'string' && tools.trim() !== ''
