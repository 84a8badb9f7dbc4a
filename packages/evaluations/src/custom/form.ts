/** Dialog of Custom Evaluation. */
import type { FieldSpec } from '@evalflow/graph'
import { fitColumns, columnsIn } from '../column-fit.ts'
import {
  limitField,
  maxTokensField,
  moreRequestFields,
  parallelismField,
  temperatureField,
  toParams,
} from '../common-fields.ts'
import { ENCODER_METRICS, encoderFields, encoderMetricOptions, toEncoderParams } from '../encoders/fields.ts'
import type { EvaluationForm, FormValues, JsonObject } from '../form.ts'
import { jsonSchemaFields, jsonSchemaOption, toJsonSchemaParams } from './json-schema-fields.ts'
import { judgeFields, toJudge } from './judge-fields.ts'
import { dialogueFields } from './dialogue-fields.ts'
import { toDialogueParams } from './dialogue-params.ts'
import { defined, flagOf, listOf, numberOf, textOf } from '../form-values.ts'

const online = { field: 'task_type', is: ['chat-completion', 'completion'] }

const DEFAULT_MESSAGES = [{ role: 'user', content: '{{ item.prompt }}' }]

const fields: readonly FieldSpec[] = [
  {
    id: 'task_type',
    label: 'What is evaluated',
    kind: 'choice',
    default: 'chat-completion',
    required: true,
    options: [
      { value: 'chat-completion', label: 'Chat answers', help: 'Messages are sent to a model.' },
      { value: 'completion', label: 'Completions', help: 'One prompt is sent to a model.' },
      { value: 'data', label: 'Stored answers', help: 'Rows that hold answers; no target model is asked.' },
    ],
  },
  {
    id: 'messages',
    label: 'Messages',
    kind: 'chat-template',
    default: DEFAULT_MESSAGES,
    required: true,
    visibleWhen: { field: 'task_type', is: ['chat-completion'] },
    help: 'Jinja; a column is {{ item.column }}.',
  },
  {
    id: 'prompt',
    label: 'Prompt',
    kind: 'template',
    default: '{{ item.prompt }}',
    required: true,
    visibleWhen: { field: 'task_type', is: ['completion'] },
    help: 'Jinja; a column is {{ item.column }}.',
  },
  {
    id: 'prediction',
    label: 'Answer',
    kind: 'template',
    default: '{{ item.response }}',
    required: true,
    visibleWhen: { field: 'task_type', is: ['data'] },
    help: 'Where the stored answer is.',
  },
  {
    id: 'metrics',
    label: 'Metrics',
    kind: 'multichoice',
    default: ['string-check', 'f1'],
    options: [
      {
        value: 'string-check',
        label: 'String check',
        help: 'The answer contains, equals, starts or ends with the reference.',
      },
      { value: 'number-check', label: 'Number check', help: 'The last number in the answer against the reference.' },
      { value: 'em', label: 'Exact match', help: 'Equal after dropping case, punctuation and articles.' },
      { value: 'f1', label: 'Token F1', help: 'Words in common with the reference.' },
      { value: 'bleu', label: 'BLEU', help: 'sacrebleu, 0 to 100.' },
      { value: 'rouge', label: 'ROUGE', help: 'ROUGE-1, 2, 3 and L.' },
      ...encoderMetricOptions,
      jsonSchemaOption,
      { value: 'tool-calling', label: 'Tool calling', help: 'The calls made against those expected.' },
    ],
  },
  {
    id: 'reference',
    label: 'Reference',
    kind: 'template',
    default: '{{ item.ideal_response }}',
    help: 'What the answer should be.',
  },
  ...encoderFields,
  ...jsonSchemaFields,
  {
    id: 'string_operator',
    label: 'String check passes if the answer',
    kind: 'choice',
    default: 'contains',
    options: ['equals', 'not equals', 'contains', 'not contains', 'startswith', 'endswith'].map((value) => ({
      value,
      label: value,
    })),
    advanced: true,
  },
  {
    id: 'number_operator',
    label: 'Number check passes if the answer is',
    kind: 'choice',
    default: '==',
    options: ['==', '!=', '>=', '>', '<=', '<', 'absolute difference'].map((value) => ({ value, label: value })),
    advanced: true,
  },
  {
    id: 'epsilon',
    label: 'Greatest difference',
    kind: 'number',
    min: 0,
    default: 0.01,
    advanced: true,
    visibleWhen: { field: 'number_operator', is: ['absolute difference'] },
  },
  {
    id: 'tools',
    label: 'Tools',
    kind: 'template',
    default: '',
    advanced: true,
    visibleWhen: online,
    placeholder: '{{ item.tools | tojson }}',
    help: 'Renders a list of tools in OpenAI’s form.',
  },
  {
    id: 'tool_calls',
    label: 'Expected tool calls',
    kind: 'template',
    default: '{{ item.tool_calls | tojson }}',
    advanced: true,
    visibleWhen: online,
    help: 'For the metric tool calling: renders a list of {function: {name, arguments}}.',
  },
  ...judgeFields,
  ...dialogueFields,
  limitField,
  { ...maxTokensField, visibleWhen: online },
  { ...temperatureField, visibleWhen: online },
  parallelismField,
  ...moreRequestFields,
]

export const customForm: EvaluationForm = {
  id: 'custom',
  title: 'Custom Evaluation',
  summary: 'Your own prompt and metrics over your rows; chat, completion or stored answers.',
  class: 'template',
  fields,
  toConfigParts: (values) => ({ type: 'custom', params: toParams(onlineOnly(values)), task: toTask(values) }),
  fits(columns, values) {
    const { params, metrics } = toTask(values)
    return fitColumns(columns, columnsIn([params ?? null, metrics ?? null]))
  },
}

const taskType = (values: FormValues) => textOf(values, 'task_type', 'chat-completion')

/** Sampling says nothing where no target model is asked. */
function onlineOnly(values: FormValues): FormValues {
  if (taskType(values) !== 'data') return values
  const { max_tokens: _m, temperature: _t, top_p: _p, stop: _s, ...rest } = values
  return rest
}

function toTask(values: FormValues): JsonObject {
  const type = taskType(values)
  const task: JsonObject = { type, metrics: toMetrics(values) }
  if (type === 'data') return task
  const tools = textOf(values, 'tools')
  const prompt =
    type === 'completion'
      ? { prompt: textOf(values, 'prompt', '{{ item.prompt }}') }
      : { messages: values['messages'] ?? DEFAULT_MESSAGES }
  const template = defined({
    ...prompt,
    tools: tools === '' ? undefined : tools,
    tool_choice: tools === '' ? undefined : 'auto',
  })
  return { ...task, params: { template, ...toDialogueParams(values, type === 'chat-completion') } }
}

function toMetrics(values: FormValues): JsonObject {
  const prediction =
    taskType(values) === 'data' ? textOf(values, 'prediction', '{{ item.response }}') : '{{ sample.output_text }}'
  const reference = textOf(values, 'reference', '{{ item.ideal_response }}')
  const all: Record<string, JsonObject> = {
    'string-check': { check: [prediction, textOf(values, 'string_operator', 'contains'), reference] },
    'number-check': { check: toNumberCheck(values, prediction, reference) },
    em: { ground_truth: reference, prediction },
    f1: { ground_truth: reference, prediction },
    bleu: { references: [reference], candidate: prediction },
    rouge: { ground_truth: reference, prediction },
    'json-schema': toJsonSchemaParams(values, prediction),
    'tool-calling': { tool_calls_ground_truth: textOf(values, 'tool_calls', '{{ item.tool_calls | tojson }}') },
  }
  for (const type of ENCODER_METRICS)
    all[type] = { ...toEncoderParams(type, values), ground_truth: reference, prediction }
  const metrics: JsonObject = {}
  for (const type of listOf(values, 'metrics')) {
    const params = all[type]
    if (params !== undefined) metrics[type] = { type, params }
  }
  if (flagOf(values, 'judge')) metrics['judge'] = { type: 'llm-judge', params: toJudge(values) }
  return metrics
}

function toNumberCheck(values: FormValues, prediction: string, reference: string): JsonObject[string] {
  const operator = textOf(values, 'number_operator', '==')
  if (operator !== 'absolute difference') return [prediction, operator, reference]
  return [operator, prediction, reference, 'epsilon', numberOf(values, 'epsilon') ?? 0.01]
}
