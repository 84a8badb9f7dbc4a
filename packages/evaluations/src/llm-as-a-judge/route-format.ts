/** JSON by schema is asked of a judge whose endpoint takes it; found out before the first row, not by its refusal. */
import { type JobReason, toJobReason } from '@evalflow/contract'
import type { Endpoint } from '@evalflow/engine'
import { findingOf } from '../capabilities/capability.ts'
import { endpointKind } from '../run/model-request.ts'
import type { TaskContext } from '../types.ts'
import type { Judge } from './ask-judge.ts'

export interface RoutedFormat {
  format: Judge['format']
  /** For the dispatcher; undefined where nothing was asked or found. */
  reason?: JobReason
}

/**
 * `format` as it is, or none for an endpoint that refuses it: its judge then has the form of the reply in its prompt
 * alone. What could not be found out (no answer, a route without chats) is left to the first row (J11).
 */
export async function routeFormat(
  { probe }: Pick<TaskContext, 'probe'>,
  endpoint: Endpoint,
  format: Judge['format'],
): Promise<RoutedFormat> {
  if (format?.['type'] !== 'json_schema' || endpointKind(endpoint) !== 'chat') return { format }
  const { state, reason } = findingOf(await probe(endpoint, ['json_schema']), 'json_schema')
  const judge = endpoint.id
  if (state === 'no') return { format: undefined, reason: toJobReason('judgeRefusesSchema', { judge, why: reason }) }
  if (state === 'yes') return { format, reason: toJobReason('judgeTakesSchema', { judge }) }
  return state === 'ignored'
    ? { format, reason: toJobReason('judgeIgnoresSchema', { judge, why: reason }) }
    : { format }
}
