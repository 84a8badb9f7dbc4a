/** Dialog of agentic evaluations. */
import { fitColumns } from '../column-fit.ts'
import { limitField, parallelismField, toParams } from '../common-fields.ts'
import type { EvaluationForm, FormValues } from '../form.ts'
import { defined, numberOf, textOf } from '../form-values.ts'
import { toModelRef } from '../model-ref.ts'
import { agenticTasks, findAgenticTask } from './task-types.ts'

const FIRST = 'agent_goal_accuracy_with_reference'
const taskOf = (values: FormValues) => findAgenticTask(textOf(values, 'task_type', FIRST))
const judged = { field: 'task_type', is: agenticTasks.filter(({ needsJudge }) => needsJudge).map(({ name }) => name) }

export const agenticForm: EvaluationForm = {
  id: 'agentic',
  title: 'Agentic',
  summary: 'Stored conversations of agents: goal reached, topics kept to, tools called.',
  class: 'template',
  fields: [
    {
      id: 'task_type',
      label: 'What is scored',
      kind: 'choice',
      default: FIRST,
      required: true,
      options: agenticTasks.map(({ name, label }) => ({ value: name, label })),
      help: 'Rows hold the conversation as user_input (or messages), and what it is compared with.',
    },
    { id: 'judge_model', label: 'Judge model', kind: 'picker', source: 'targets', required: true, visibleWhen: judged },
    {
      id: 'judge_max_tokens',
      label: 'Tokens per verdict',
      kind: 'number',
      integer: true,
      min: 1,
      default: 1024,
      visibleWhen: judged,
      help: 'A verdict that is cut is not scored; reasoning models need more.',
    },
    {
      id: 'metric_mode',
      label: 'Topic adherence as',
      kind: 'choice',
      default: 'f1',
      options: ['f1', 'precision', 'recall'].map((value) => ({ value, label: value })),
      visibleWhen: { field: 'task_type', is: ['topic_adherence'] },
    },
    {
      id: 'order',
      label: 'Order of calls',
      kind: 'choice',
      default: 'strict',
      options: [
        { value: 'strict', label: 'as in the reference' },
        { value: 'any', label: 'any' },
      ],
      visibleWhen: { field: 'task_type', is: ['tool_call_accuracy'] },
    },
    limitField,
    parallelismField,
  ],
  toConfigParts(values) {
    const task = taskOf(values)
    const name = task?.name ?? FIRST
    const judge = {
      model: toModelRef(values['judge_model']),
      inference_params: defined({ temperature: 0, max_tokens: numberOf(values, 'judge_max_tokens') }),
    }
    const params = defined({
      judge: task?.needsJudge ? judge : undefined,
      metric_mode: name === 'topic_adherence' ? textOf(values, 'metric_mode', 'f1') : undefined,
      order: name === 'tool_call_accuracy' ? textOf(values, 'order', 'strict') : undefined,
    })
    return { type: 'agentic', params: toParams(values), task: { type: name, params } }
  },
  fits(columns, values) {
    const talk = columns.includes('messages') ? 'messages' : 'user_input'
    return fitColumns(columns, [talk, ...(taskOf(values)?.columns ?? [])])
  },
}
