/**
 * A second model that plays the user. It sees the conversation from the user's side: the target's answers are said to it,
 * its own messages are what it said. Tools and the target's system message are not shown.
 */
import type { Endpoint, SampleContext } from '@evalflow/engine'
import { checkVariables, textsIn } from '../llm-as-a-judge/judge-prompt.ts'
import { evaluationErrors } from '../errors.ts'
import { endpointKind, toBody } from '../run/model-request.ts'
import type { Row } from '../template/row-view.ts'
import { compileValue } from '../template/value-template.ts'
import type { EvaluationServices } from '../types.ts'
import { type Message, isMessage, textOfMessage } from './messages.ts'
import type { SimulatedUserSettings } from './settings.ts'
import { type UsedTokens, toTokens } from './used-tokens.ts'
import { DEFAULT_USER_PROMPT } from './user-prompt.ts'

/** What a prompt may read of `sample`. */
const KNOWN_FIELDS = ['stop', 'max_turns']
const OPENING = 'Write your first message to the assistant.'

export interface UserMessage {
  /** Null where the user ended the conversation. */
  text: string | null
  used: UsedTokens
}

export interface SimulatedUser {
  readonly endpoint: Endpoint
  readonly columns: ReadonlySet<string>
  readonly maxTurns: number
  /** Asks for the next message under the key `user:{number}`. */
  next(asked: { item: Row; messages: readonly Message[]; number: number }, context: SampleContext): Promise<UserMessage>
}

/** @throws EvaluationError `template_variable` naming the variable and the known ones, `config_invalid` */
export async function createSimulatedUser(
  settings: SimulatedUserSettings,
  path: string,
  services: EvaluationServices,
): Promise<SimulatedUser> {
  const { model, prompt = DEFAULT_USER_PROMPT, stop, max_turns, inference_params } = settings
  if (model == null || model === '')
    throw evaluationErrors.configInvalid(`${path}.model`, "is missing, expected a model's name or an `api_endpoint`.")
  const written = typeof prompt === 'string' ? [{ role: 'system', content: prompt }] : prompt
  for (const text of textsIn(written)) checkVariables(text, `${path}.prompt`, KNOWN_FIELDS, false)
  const compiled = compileValue(written, { path: `${path}.prompt`, topLevel: false })
  const endpoint = await services.resolveModel(model)
  const kind = endpointKind(endpoint)
  return {
    endpoint,
    columns: compiled.columns,
    maxTurns: max_turns,
    async next({ item, messages, number }, context) {
      const opening = compiled.render({ item, sample: { stop, max_turns }, topLevel: false })
      if (!Array.isArray(opening) || !opening.every(isMessage))
        throw evaluationErrors.configInvalid(`${path}.prompt`, 'expected a list of {role, content}.')
      const body = toBody(kind, { ...inference_params, messages: [...opening, ...toUserSide(messages)] })
      const reply = await context.call(`user:${number}`, endpoint, { kind, role: 'user', body })
      const text = reply.text.trim()
      // what stands beside the stop text is a farewell, no question
      return { text: text.includes(stop) || text === '' ? null : text, used: toTokens(reply, body) }
    },
  }
}

/** Roles exchanged; begins with a message to the simulated user, as chat servers expect. */
function toUserSide(messages: readonly Message[]): Message[] {
  const said = messages.flatMap((message): Message[] => {
    const content = textOfMessage(message)
    if (content === '') return []
    if (message['role'] === 'user') return [{ role: 'assistant', content }]
    return message['role'] === 'assistant' ? [{ role: 'user', content }] : []
  })
  return said[0]?.['role'] === 'user' ? said : [{ role: 'user', content: OPENING }, ...said]
}
