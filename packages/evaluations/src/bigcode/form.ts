/** Dialog of the BigCode Evaluation Harness. Whether code can run here is the server's to say: `/api/system`. */
import { fitColumns } from '../column-fit.ts'
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

const PLUS = 'Its tests need NumPy, which programs in the sandbox do not have.'

// the list of `benchmarks.ts`, which the browser cannot load; a test holds them equal
const OPTIONS: readonly { value: string; label: string; columns: readonly string[]; unavailable?: string }[] = [
  { value: 'humaneval', label: 'HumanEval', columns: ['prompt', 'test', 'entry_point'] },
  { value: 'humaneval-unstripped', label: 'HumanEval, prompt as written', columns: ['prompt', 'test', 'entry_point'] },
  { value: 'humaneval_instruct', label: 'HumanEval for chat', columns: ['prompt', 'test', 'entry_point'] },
  { value: 'mbpp', label: 'MBPP', columns: ['text', 'test_list'] },
  { value: 'multiple-py', label: 'MultiPL-E Python', columns: ['prompt', 'tests'] },
  { value: 'multiple-js', label: 'MultiPL-E JavaScript', columns: ['prompt', 'tests'] },
  { value: 'multiple-ts', label: 'MultiPL-E TypeScript', columns: ['prompt', 'tests'] },
  { value: 'multiple-pl', label: 'MultiPL-E Perl', columns: ['prompt', 'tests'] },
  { value: 'multiple-cpp', label: 'MultiPL-E C++', columns: ['prompt', 'tests'] },
  { value: 'multiple-sh', label: 'MultiPL-E shell', columns: ['prompt', 'tests'] },
  { value: 'humanevalplus', label: 'HumanEval+', columns: [], unavailable: PLUS },
  { value: 'mbppplus', label: 'MBPP+', columns: [], unavailable: PLUS },
  { value: 'mbppplus_nemo', label: 'MBPP+ for chat', columns: [], unavailable: PLUS },
]

/** Harness names of the older generation, benchmark names of the newer. */
export const isBigcodeType = (type: string): boolean =>
  /^bigcode(?:[_-]evaluation[_-]harness)?$/.test(type) ||
  type === 'humaneval_plus' ||
  /^mbpp(?:plus)?-(?:chat|completions)$/.test(type) ||
  OPTIONS.some(({ value }) => value === type) ||
  /^multiple-[a-z]+$/.test(type)

export const bigcodeForm: EvaluationForm = {
  id: 'bigcode_evaluation_harness',
  title: 'BigCode Evaluation Harness',
  summary: 'Generated code, run against tests in a sandbox: HumanEval, MBPP, MultiPL-E.',
  class: 'template',
  needsSandbox: true,
  fields: [
    {
      id: 'task_name',
      label: 'Benchmark',
      kind: 'choice',
      default: 'humaneval',
      required: true,
      options: OPTIONS.map(({ columns: _columns, ...option }) => option),
    },
    {
      id: 'n_samples',
      label: 'Attempts per problem',
      kind: 'number',
      integer: true,
      min: 1,
      max: 1000,
      default: 1,
      help: 'pass@1, pass@10 and pass@100 are reported as far as there are so many.',
    },
    limitField,
    { ...maxTokensField, default: 512 },
    { ...temperatureField, default: 0.2 },
    parallelismField,
    ...moreRequestFields,
    {
      id: 'top_k',
      label: 'Top k',
      kind: 'number',
      integer: true,
      min: 1,
      advanced: true,
      help: 'Of sampling; not the k of pass@k.',
    },
    {
      id: 'timeout',
      label: 'Time per program',
      kind: 'number',
      min: 1,
      max: 600,
      unit: 's',
      advanced: true,
      help: 'Of processor time. Empty: 3 seconds, and 15 for MultiPL-E.',
    },
    {
      id: 'ignore_test_setup',
      label: 'Leave out MBPP’s setup code',
      kind: 'boolean',
      advanced: true,
      help: 'As the harness does; one problem (367) can then not be solved.',
    },
  ],
  toConfigParts(values) {
    const extra = defined({
      n_samples: numberOf(values, 'n_samples'),
      top_k: numberOf(values, 'top_k'),
      timeout: numberOf(values, 'timeout'),
      ignore_test_setup: flagOf(values, 'ignore_test_setup') ? true : undefined,
    })
    return {
      type: 'bigcode_evaluation_harness',
      params: { ...toParams(values), extra },
      task: { type: textOf(values, 'task_name', 'humaneval') },
    }
  },
  fits(columns, values) {
    const chosen = OPTIONS.find(({ value }) => value === textOf(values, 'task_name', 'humaneval'))
    return fitColumns(columns, chosen?.columns ?? [])
  },
}
