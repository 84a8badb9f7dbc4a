/** Dialog of the LM Evaluation Harness, whose benchmarks bring their own data. */
import type { FieldSpec } from '@evalflow/graph'
import { limitField, moreRequestFields, parallelismField, toParams } from '../common-fields.ts'
import type { EvaluationForm, JsonObject } from '../form.ts'
import { defined, numberOf, textOf } from '../form-values.ts'
import { offeredTasks } from './offered-tasks.ts'

const OWN_TASK = 'own'
const DEFAULT_TASK = 'gsm8k'

const fields: readonly FieldSpec[] = [
  {
    id: 'task_name',
    label: 'Benchmark',
    kind: 'choice',
    default: DEFAULT_TASK,
    required: true,
    options: [
      ...offeredTasks.map(([value, label]) => ({ value, label })),
      { value: OWN_TASK, label: 'Your own task file' },
    ],
  },
  {
    id: 'task_yaml',
    label: 'Task file',
    kind: 'multiline',
    required: true,
    visibleWhen: { field: 'task_name', is: [OWN_TASK] },
    placeholder: 'task: my_task\noutput_type: multiple_choice\ndoc_to_text: "{{question}}"\n…',
    help: 'An lm-eval task file (YAML). Python functions cannot run here.',
  },
  {
    id: 'num_fewshot',
    label: 'Examples in the prompt',
    kind: 'number',
    integer: true,
    min: 0,
    max: 100,
    placeholder: 'as the benchmark says',
  },
  limitField,
  parallelismField,
  {
    id: 'rows_url',
    label: 'Rows from',
    kind: 'text',
    placeholder: 'hf://datasets/default/my-benchmark/test.jsonl',
    help: 'The benchmark’s own rows, where they cannot be fetched from the Hugging Face hub. “{dataset_name}” stands for the subject.',
    advanced: true,
  },
  {
    id: 'examples_url',
    label: 'Examples from',
    kind: 'text',
    placeholder: 'hf://datasets/default/my-benchmark/train.jsonl',
    advanced: true,
  },
  {
    id: 'chat_template',
    label: 'Ask as',
    kind: 'choice',
    default: 'auto',
    options: [
      { value: 'auto', label: 'Text, or chat if there is nothing else' },
      { value: 'off', label: 'Text completions' },
      { value: 'on', label: 'Chat' },
    ],
    help: 'For benchmarks whose answers are written. The others need text completions with log-probabilities.',
    advanced: true,
  },
  {
    id: 'fallback',
    label: 'Where texts cannot be scored',
    kind: 'choice',
    default: 'refuse',
    options: [
      { value: 'refuse', label: 'Do not run, and say why' },
      { value: 'letters', label: 'Ask for the letter by chat, as another benchmark' },
    ],
    help: 'For endpoints without log-probabilities of given texts. Letters are another benchmark: its name ends in “chat_letters”, and its scores do not compare.',
    advanced: true,
  },
  {
    id: 'max_tokens',
    label: 'Tokens per answer',
    kind: 'number',
    integer: true,
    min: 1,
    max: 1_000_000,
    placeholder: 'as the benchmark says',
    advanced: true,
  },
  {
    id: 'temperature',
    label: 'Temperature',
    kind: 'number',
    min: 0,
    max: 2,
    placeholder: 'as the benchmark says',
    advanced: true,
  },
  ...moreRequestFields,
]

export const harnessForm: EvaluationForm = {
  id: 'lm_eval_harness',
  title: 'LM Evaluation Harness',
  summary: 'Published benchmarks such as MMLU, GSM8K and HellaSwag, with their own data.',
  class: 'direct',
  fields,
  toConfigParts(values) {
    const name = textOf(values, 'task_name', DEFAULT_TASK)
    const own = name === OWN_TASK ? textOf(values, 'task_yaml') : ''
    const chat = textOf(values, 'chat_template', 'auto')
    const extra = defined({
      num_fewshot: numberOf(values, 'num_fewshot'),
      apply_chat_template: chat === 'auto' ? undefined : chat === 'on',
      fallback: textOf(values, 'fallback', 'refuse') === 'letters' ? 'letters' : undefined,
    })
    const rows = textOf(values, 'rows_url')
    const examples = textOf(values, 'examples_url')
    const params = defined({
      task_yaml: own === '' ? undefined : own,
      fewshot_dataset: examples === '' ? undefined : { files_url: examples },
    })
    const task: JsonObject = {
      type: own === '' ? name : (/^task:\s*["']?([\w.-]+)/m.exec(own)?.[1] ?? OWN_TASK),
      ...(rows === '' ? {} : { dataset: { files_url: rows } }),
      ...(Object.keys(params).length === 0 ? {} : { params }),
    }
    return { type: 'lm_eval_harness', params: { ...toParams(values), extra }, task }
  },
  fits: () => ({ fits: false, reasons: ['This type brings its own data; it takes no dataset.'] }),
}
