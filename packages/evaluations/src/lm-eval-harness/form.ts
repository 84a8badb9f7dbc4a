/** Dialog of the LM Evaluation Harness, whose benchmarks bring their own data. Its fields are kept; it cannot run yet. */
import {
  limitField,
  maxTokensField,
  moreRequestFields,
  parallelismField,
  temperatureField,
  toParams,
} from '../common-fields.ts'
import type { EvaluationForm } from '../form.ts'
import { defined, flagOf, numberOf, textOf } from '../form-values.ts'

/** Types of the newer generation, where the benchmark is the type. */
const BENCHMARKS = (
  'gsm8k mmlu mmlu_pro ifeval hellaswag arc_easy arc_challenge winogrande openbookqa piqa boolq lambada_openai truthfulqa ' +
  'bbh gpqa gpqa_diamond_cot musr mgsm wikilingua wikitext race drop commonsense_qa agieval global_mmlu'
).split(' ')

export const isHarnessType = (type: string): boolean =>
  /^lm[_-]eval(?:uation)?[_-]harness$/.test(type) || BENCHMARKS.includes(type)

export const harnessForm: EvaluationForm = {
  id: 'lm_eval_harness',
  title: 'LM Evaluation Harness',
  summary: 'Published benchmarks such as MMLU, GSM8K and HellaSwag, with their own data.',
  class: 'direct',
  unavailable: 'Not yet available: the benchmarks’ prompts and data are not part of this version.',
  fields: [
    {
      id: 'task_name',
      label: 'Benchmark',
      kind: 'text',
      default: 'gsm8k',
      required: true,
      maxLength: 200,
      help: `For example ${BENCHMARKS.slice(0, 6).join(', ')}.`,
    },
    { id: 'num_fewshot', label: 'Examples in the prompt', kind: 'number', integer: true, min: 0, max: 100, default: 5 },
    {
      id: 'apply_chat_template',
      label: 'Chat template',
      kind: 'boolean',
      default: false,
      help: 'Sends the prompt as a chat.',
    },
    {
      id: 'hf_token',
      label: 'Hugging Face token',
      kind: 'secret',
      help: 'For gated tokenizers and datasets.',
      advanced: true,
    },
    {
      id: 'bootstrap_iters',
      label: 'Bootstrap rounds',
      kind: 'number',
      integer: true,
      min: 0,
      default: 100_000,
      advanced: true,
    },
    limitField,
    maxTokensField,
    temperatureField,
    parallelismField,
    ...moreRequestFields,
  ],
  toConfigParts(values) {
    const name = textOf(values, 'task_name', 'gsm8k')
    const token = textOf(values, 'hf_token')
    const extra = defined({
      num_fewshot: numberOf(values, 'num_fewshot'),
      bootstrap_iters: numberOf(values, 'bootstrap_iters'),
      apply_chat_template: flagOf(values, 'apply_chat_template'),
      hf_token: token === '' ? undefined : token,
    })
    return { type: 'lm_eval_harness', params: { ...toParams(values), extra }, task: { type: name } }
  },
  fits: () => ({ fits: false, reasons: ['This type brings its own data; it takes no dataset.'] }),
}
