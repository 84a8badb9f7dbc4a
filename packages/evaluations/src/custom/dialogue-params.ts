/** From the fields of `dialogue-fields.ts` to `params` of a task. */
import { DEFAULT_USER_PROMPT } from '../conversation/user-prompt.ts'
import type { FormValues, JsonObject } from '../form.ts'
import { defined, linesOf, listOf, numberOf, textOf } from '../form-values.ts'
import { toModelRef } from '../model-ref.ts'

/** Params of a task beside its template. */
export function toDialogueParams(values: FormValues, isChat: boolean): JsonObject {
  const window = numberOf(values, 'context_window')
  const talk = isChat ? toConversation(values) : undefined
  const n = numberOf(values, 'choices')
  const parts = isChat ? listOf(values, 'content_parts') : []
  return defined({
    conversation: talk,
    choices:
      talk !== undefined || n === undefined ? undefined : { n, policy: textOf(values, 'choice_policy', 'first') },
    context_window:
      window === undefined ? undefined : { max_tokens: window, policy: textOf(values, 'context_policy', 'error') },
    content_parts: parts.length === 0 ? undefined : parts,
  })
}

/** Undefined for one answer without tools. */
function toConversation(values: FormValues): JsonObject | undefined {
  const mode = textOf(values, 'conversation', 'none')
  const tools = toTools(values)
  if (mode === 'none') return tools === undefined ? undefined : { tools }
  const turns = textOf(values, 'turns')
  return defined({
    turns: mode === 'turns' && turns !== '' ? turns : undefined,
    simulated_user: mode === 'simulated_user' ? toUser(values) : undefined,
    tools,
    max_total_tokens: numberOf(values, 'max_total_tokens'),
  })
}

const toUser = (values: FormValues): JsonObject =>
  defined({
    model: toModelRef(values['user_model']),
    prompt: textOf(values, 'user_prompt', DEFAULT_USER_PROMPT),
    stop: textOf(values, 'user_stop', '###STOP###'),
    max_turns: numberOf(values, 'user_max_turns'),
  })

function toTools(values: FormValues): JsonObject | undefined {
  const from = textOf(values, 'tool_answers', 'none')
  if (from === 'none') return undefined
  const http = values['tool_http']
  return defined({
    mocks: from === 'mocks' ? textOf(values, 'tool_mocks', '{{ item.tool_results | tojson }}') : undefined,
    http: from === 'http' ? (http ?? {}) : undefined,
    allow: from === 'http' ? linesOf(values, 'tool_allow').map((line) => line.trim()) : undefined,
    unmatched: textOf(values, 'tool_unmatched', 'fail'),
    max_steps: numberOf(values, 'tool_max_steps'),
  })
}
