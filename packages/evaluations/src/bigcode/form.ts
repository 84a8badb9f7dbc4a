/** Dialog of the BigCode Evaluation Harness. Its fields are kept; it cannot run yet. */
import { limitField, maxTokensField, parallelismField, temperatureField, toParams } from '../common-fields.ts'
import type { EvaluationForm } from '../form.ts'
import { fitColumns } from '../column-fit.ts'
import { defined, numberOf, textOf } from '../form-values.ts'

const TASKS = [
  'humaneval',
  'humanevalplus',
  'humaneval_instruct',
  'mbpp',
  'mbppplus',
  'mbppplus_nemo',
  'multiple-js',
  'multiple-ts',
  'multiple-sh',
  'multiple-py',
]

/** Harness names of the older generation, benchmark names of the newer. */
export const isBigcodeType = (type: string): boolean =>
  /^bigcode(?:[_-]evaluation[_-]harness)?$/.test(type) || TASKS.includes(type) || /^multiple-[a-z]+$/.test(type)

export const bigcodeForm: EvaluationForm = {
  id: 'bigcode_evaluation_harness',
  title: 'BigCode Evaluation Harness',
  summary: 'Generated code, run against tests: HumanEval, MBPP, MultiPL-E.',
  class: 'template',
  unavailable: 'Not yet available: generated code must run in a sandbox, which this version does not have.',
  fields: [
    {
      id: 'task_name',
      label: 'Benchmark',
      kind: 'choice',
      default: 'humaneval',
      required: true,
      options: TASKS.map((value) => ({ value, label: value })),
    },
    { id: 'n_samples', label: 'Attempts per problem', kind: 'number', integer: true, min: 1, max: 1000, default: 1 },
    { id: 'top_k', label: 'k of pass@k', kind: 'number', integer: true, min: 1, max: 1000, default: 1 },
    limitField,
    { ...maxTokensField, default: 512 },
    { ...temperatureField, default: 0.2 },
    parallelismField,
  ],
  toConfigParts(values) {
    const extra = defined({ n_samples: numberOf(values, 'n_samples'), top_k: numberOf(values, 'top_k') })
    return {
      type: 'bigcode_evaluation_harness',
      params: { ...toParams(values), extra },
      task: { type: textOf(values, 'task_name', 'humaneval') },
    }
  },
  fits: (columns) => fitColumns(columns, ['prompt', 'test']),
}
