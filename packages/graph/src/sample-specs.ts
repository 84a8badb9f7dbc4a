/** Small component specs for the tests of this package. Not exported from it. */
import type { ComponentSpec } from './component-spec.ts'
import { createSpecIndex } from './spec-index.ts'

const base = { version: 1, summary: '', category: 'data', keywords: [], icon: 'box' } as const

export const sampleSpecs: readonly ComponentSpec[] = [
  {
    ...base,
    type: 'dataset-creator',
    title: 'Dataset Creator',
    inputs: [{ id: 'rows', type: 'rows', label: 'Rows' }],
    outputs: [{ id: 'dataset', type: 'dataset', label: 'Dataset' }],
    fields: [
      { id: 'name', label: 'Name', kind: 'text', required: true, maxLength: 20 },
      { id: 'chunk', label: 'Chunk', kind: 'number', default: 10, min: 1, max: 100, integer: true },
    ],
  },
  {
    ...base,
    type: 'target',
    title: 'Model Target',
    inputs: [],
    outputs: [{ id: 'target', type: 'target', label: 'Target' }],
    fields: [
      { id: 'key', label: 'API key', kind: 'secret' },
      { id: 'headers', label: 'Headers', kind: 'key-values', default: {} },
    ],
  },
  {
    ...base,
    type: 'evaluator',
    version: 2,
    title: 'Evaluator',
    inputs: [
      { id: 'dataset', type: 'dataset', label: 'Dataset' },
      { id: 'target', type: 'target', label: 'Target', required: true },
    ],
    outputs: [{ id: 'result', type: 'result', label: 'Result' }],
    fields: [
      {
        id: 'mode',
        label: 'Mode',
        kind: 'choice',
        default: 'a',
        options: [
          { value: 'a', label: 'A' },
          { value: 'b', label: 'B' },
        ],
      },
      { id: 'limit', label: 'Limit', kind: 'number', visibleWhen: { field: 'mode', is: ['b'] }, required: true },
    ],
    migrate: (values, from) => (from === 1 ? { ...values, mode: values['kind'] ?? 'a' } : values),
  },
  {
    ...base,
    type: 'compare',
    title: 'Compare Runs',
    inputs: [{ id: 'results', type: 'result', label: 'Results', list: true }],
    outputs: [{ id: 'rows', type: 'rows', label: 'Rows' }],
    fields: [],
  },
  {
    ...base,
    type: 'note',
    title: 'Note',
    inputs: [],
    outputs: [],
    fields: [{ id: 'text', label: 'Text', kind: 'multiline' }],
  },
]

export const sampleIndex = createSpecIndex(sampleSpecs)
