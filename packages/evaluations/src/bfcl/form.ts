/** Dialog of BFCL, the Berkeley Function Calling Leaderboard. */
import { fitColumns } from '../column-fit.ts'
import {
  limitField,
  maxTokensField,
  moreRequestFields,
  parallelismField,
  temperatureField,
  toParams,
} from '../common-fields.ts'
import type { EvaluationForm, FormValues } from '../form.ts'
import { defined, textOf } from '../form-values.ts'
import { bfclCategories } from './categories.ts'

const isMultiTurn = (values: FormValues) => textOf(values, 'category', 'simple_python').startsWith('multi_turn')
const multiTurn = bfclCategories.filter(({ kind }) => kind === 'multi_turn')
const long = bfclCategories.filter(({ isLong }) => isLong === true)
const readAsText = bfclCategories.filter(({ language }) => language === undefined)
const answered = bfclCategories.filter(({ kind }) => kind !== 'irrelevance' && kind !== 'relevance')

export const bfclForm: EvaluationForm = {
  id: 'bfcl',
  title: 'Function calling (BFCL)',
  summary: 'Tool calls of a model, scored as the Berkeley Function Calling Leaderboard does; single and multi-turn.',
  class: 'template',
  fields: [
    {
      id: 'category',
      label: 'Category',
      kind: 'choice',
      default: 'simple_python',
      required: true,
      options: bfclCategories.map(({ name, label }) => ({ value: name, label })),
      help: 'That of the rows: each file of BFCL has one.',
    },
    {
      id: 'mode',
      label: 'How the model calls',
      kind: 'choice',
      default: 'native',
      required: true,
      visibleWhen: { field: 'category', is: readAsText.map(({ name }) => name) },
      options: [
        { value: 'native', label: 'Tool calls', help: 'Functions are sent as tools.' },
        { value: 'text', label: 'Calls in its answer', help: 'Functions are described in the prompt.' },
      ],
    },
    {
      id: 'answers',
      label: 'Possible answers',
      kind: 'text',
      placeholder: 'hf://datasets/namespace/bfcl/possible_answer/BFCL_v4_simple_python.json',
      visibleWhen: { field: 'category', is: answered.map(({ name }) => name) },
      help: 'A dataset, or a file of it, with the possible answers. Not needed where rows have them as ground_truth.',
    },
    {
      id: 'function_docs',
      label: 'Documentation of functions',
      kind: 'text',
      placeholder: 'hf://datasets/namespace/bfcl/multi_turn_func_doc',
      visibleWhen: { field: 'category', is: multiTurn.map(({ name }) => name) },
      help: 'A dataset with one function per row. Not needed where rows have them as function.',
    },
    {
      id: 'long_context',
      label: 'Long texts',
      kind: 'text',
      required: true,
      placeholder: 'hf://datasets/namespace/bfcl/long_context.json',
      visibleWhen: { field: 'category', is: long.map(({ name }) => name) },
      help: 'A dataset with the texts that fill the simulated worlds, made of bfcl-eval’s long_context.py.',
    },
    limitField,
    { ...maxTokensField, default: 1024 },
    temperatureField,
    parallelismField,
    ...moreRequestFields,
  ],
  toConfigParts: (values) => {
    const reference = (id: string) => (textOf(values, id) === '' ? undefined : textOf(values, id))
    const category = textOf(values, 'category', 'simple_python')
    const params = defined({
      mode: readAsText.some(({ name }) => name === category) ? textOf(values, 'mode', 'native') : undefined,
      answers: reference('answers'),
      function_docs: isMultiTurn(values) ? reference('function_docs') : undefined,
      long_context: long.some(({ name }) => name === category) ? reference('long_context') : undefined,
    })
    return {
      type: 'bfclv3',
      params: toParams(values),
      task: { type: category, params },
    }
  },
  fits: (columns, values) =>
    fitColumns(
      columns,
      isMultiTurn(values) ? ['question', 'initial_config', 'involved_classes'] : ['question', 'function'],
    ),
}
