/** What a benchmark has to know of an endpoint; asked step by step, so that nothing is asked that does not matter. */
import type { CapabilityName } from '@evalflow/contract'
import type { Endpoint } from '@evalflow/engine'
import { findingOf } from '../capabilities/capability.ts'
import type { EchoDetail } from '../capabilities/echo-probe.ts'
import type { TaskContext } from '../types.ts'

export interface EndpointCapabilities {
  chat: boolean
  completions: boolean
  /** Scoring of a given text; null where the endpoint cannot or need not, with the reason in `whyNoScoring`. */
  scoring: EchoDetail | null
  whyNoScoring: string
}

/** For answers that are written: whether there are completions; chats only if those are missing or not wanted. */
export async function findRoutes(
  { probe }: Pick<TaskContext, 'probe'>,
  endpoint: Endpoint,
  wantsChat: boolean | undefined,
): Promise<EndpointCapabilities> {
  const has = hasWith(probe, endpoint)
  const completions = wantsChat !== true && (await has('completions'))
  const chat = wantsChat !== false && !completions && (await has('chat'))
  return { chat, completions, scoring: null, whyNoScoring: '' }
}

/** For given texts: how they can be scored, and if they cannot, what the endpoint serves instead. */
export async function findScoring(
  { probe }: Pick<TaskContext, 'probe'>,
  endpoint: Endpoint,
): Promise<EndpointCapabilities> {
  const echo = findingOf(await probe(endpoint, ['echo_logprobs']), 'echo_logprobs')
  if (echo.state === 'yes')
    // the echo probe made the detail
    return { chat: false, completions: true, scoring: echo.detail as EchoDetail, whyNoScoring: '' }
  const has = hasWith(probe, endpoint)
  return {
    completions: await has('completions'),
    chat: await has('chat'),
    scoring: null,
    whyNoScoring: echo.reason,
  }
}

const hasWith =
  (probe: TaskContext['probe'], endpoint: Endpoint) =>
  async (name: CapabilityName): Promise<boolean> =>
    findingOf(await probe(endpoint, [name]), name).state === 'yes'
