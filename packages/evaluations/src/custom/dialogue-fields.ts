/** Fields of Custom Evaluation for conversations, tools, several choices and context windows, and the params they become. */
import type { FieldCondition, FieldSpec } from '@evalflow/graph'
import { DEFAULT_USER_PROMPT } from '../conversation/user-prompt.ts'
import type { FormValues, JsonObject } from '../form.ts'
import { defined, linesOf, listOf, numberOf, textOf } from '../form-values.ts'
import { toModelRef } from '../model-ref.ts'

const chat: FieldCondition = { field: 'task_type', is: ['chat-completion'] }
const online: FieldCondition = { field: 'task_type', is: ['chat-completion', 'completion'] }
const whenChat = (field: string, ...is: string[]): FieldCondition => ({ all: [chat, { field, is }] })
const simulated = whenChat('conversation', 'simulated_user')

export const dialogueFields: readonly FieldSpec[] = [
  {
    id: 'conversation',
    label: 'Conversation',
    kind: 'choice',
    default: 'none',
    visibleWhen: chat,
    options: [
      { value: 'none', label: 'One answer' },
      { value: 'turns', label: 'Turns of the row', help: 'Each turn is asked with all that was said before.' },
      { value: 'simulated_user', label: 'Simulated user', help: 'Another model plays the user.' },
    ],
  },
  {
    id: 'turns',
    label: 'Turns',
    kind: 'template',
    default: '{{ item.turns | tojson }}',
    visibleWhen: whenChat('conversation', 'turns'),
    help: 'Renders a list of texts or messages. Leave empty if the messages hold all turns.',
  },
  {
    id: 'user_model',
    label: 'Model of the user',
    kind: 'picker',
    source: 'targets',
    required: true,
    visibleWhen: simulated,
  },
  {
    id: 'user_prompt',
    label: 'Who the user is and wants',
    kind: 'template',
    default: DEFAULT_USER_PROMPT,
    required: true,
    visibleWhen: simulated,
    help: 'Jinja. Besides item: sample.stop, sample.max_turns.',
  },
  {
    id: 'user_max_turns',
    label: 'Turns at most',
    kind: 'number',
    integer: true,
    min: 1,
    max: 200,
    default: 5,
    visibleWhen: simulated,
  },
  {
    id: 'user_stop',
    label: 'The user ends with',
    kind: 'text',
    default: '###STOP###',
    required: true,
    maxLength: 100,
    advanced: true,
    visibleWhen: simulated,
  },
  {
    id: 'max_total_tokens',
    label: 'Tokens per conversation',
    kind: 'number',
    integer: true,
    min: 1,
    advanced: true,
    visibleWhen: whenChat('conversation', 'turns', 'simulated_user'),
    help: 'A conversation ends after the call that reaches them.',
  },
  {
    id: 'tool_answers',
    label: 'What tools answer',
    kind: 'choice',
    default: 'none',
    advanced: true,
    visibleWhen: chat,
    options: [
      { value: 'none', label: 'Nothing', help: 'Calls are scored and not answered.' },
      { value: 'mocks', label: 'Results from the rows', help: 'By name and arguments.' },
      { value: 'http', label: 'Real tools over HTTP' },
    ],
  },
  {
    id: 'tool_mocks',
    label: 'Results of tools',
    kind: 'template',
    default: '{{ item.tool_results | tojson }}',
    required: true,
    advanced: true,
    visibleWhen: whenChat('tool_answers', 'mocks'),
    help: 'Renders a list of {name, arguments, result}; without arguments it answers any call of that name.',
  },
  {
    id: 'tool_http',
    label: 'Addresses of tools',
    kind: 'json',
    required: true,
    advanced: true,
    visibleWhen: whenChat('tool_answers', 'http'),
    placeholder: '{"weather": {"url": "https://tools.example/weather"}}',
    help: 'By the name of the tool. Arguments are sent as JSON.',
  },
  {
    id: 'tool_allow',
    label: 'Origins that may be asked',
    kind: 'multiline',
    required: true,
    advanced: true,
    visibleWhen: whenChat('tool_answers', 'http'),
    placeholder: 'https://tools.example',
    help: 'One per line.',
  },
  {
    id: 'tool_unmatched',
    label: 'A call without a result',
    kind: 'choice',
    default: 'fail',
    advanced: true,
    visibleWhen: whenChat('tool_answers', 'mocks', 'http'),
    options: [
      { value: 'fail', label: 'fails the row' },
      { value: 'tell', label: 'is told to the model' },
    ],
  },
  {
    id: 'tool_max_steps',
    label: 'Answers with calls at most',
    kind: 'number',
    integer: true,
    min: 1,
    max: 200,
    default: 10,
    advanced: true,
    visibleWhen: whenChat('tool_answers', 'mocks', 'http'),
  },
  {
    id: 'choices',
    label: 'Answers per row',
    kind: 'number',
    integer: true,
    min: 1,
    max: 128,
    advanced: true,
    placeholder: '1',
    visibleWhen: { all: [online, { field: 'conversation', is: ['none'] }] },
    help: 'All are kept.',
  },
  {
    id: 'choice_policy',
    label: 'Of several answers, score',
    kind: 'choice',
    default: 'first',
    advanced: true,
    visibleWhen: { all: [online, { field: 'conversation', is: ['none'] }] },
    options: [
      { value: 'first', label: 'the first' },
      { value: 'best', label: 'the best of each score' },
      { value: 'mean', label: 'the mean of all' },
    ],
  },
  {
    id: 'context_window',
    label: 'Context window',
    kind: 'number',
    integer: true,
    min: 1,
    unit: 'tokens',
    advanced: true,
    visibleWhen: online,
    help: 'Leave empty to send requests as they are.',
  },
  {
    id: 'context_policy',
    label: 'A request that is too long',
    kind: 'choice',
    default: 'error',
    advanced: true,
    visibleWhen: online,
    options: [
      { value: 'error', label: 'fails the row' },
      { value: 'drop-oldest-turns', label: 'loses its oldest turns' },
      { value: 'truncate-left', label: 'loses turns, then the start of its text' },
    ],
    help: 'Only with a context window. Trimmed rows are counted in the result.',
  },
  {
    id: 'content_parts',
    label: 'Parts that the target takes',
    kind: 'multichoice',
    advanced: true,
    visibleWhen: chat,
    options: [
      { value: 'image_url', label: 'Images' },
      { value: 'input_audio', label: 'Sounds' },
      { value: 'file', label: 'Files' },
    ],
    help: 'If any is chosen, rows with other parts are refused before they are sent.',
  },
]

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
