/** Compare Runs: the same rows, two to five runs; what differs, and whether it could be chance. */
import type { ComponentDefinition } from '@evalflow/runner'
import type { ComponentServices } from '../services.ts'

export const compareRuns: ComponentDefinition<ComponentServices> = {
  type: 'compare-runs',
  version: 1,
  title: 'Compare Runs',
  summary: 'Paired difference, test and flips',
  category: 'results',
  keywords: ['compare', 'diff', 'paired', 'significance', 'mcnemar', 't test', 'p value', 'flips', 'regression', 'a/b'],
  icon: 'git-compare',
  inputs: [
    {
      id: 'results',
      type: 'result',
      label: 'results',
      list: true,
      required: true,
      help: 'Two to five results over the same rows.',
    },
  ],
  outputs: [
    { id: 'comparison', type: 'any', label: 'comparison', help: 'All of it, for a Report.' },
    { id: 'rows', type: 'rows', label: 'rows', help: 'One row per metric and candidate.' },
    { id: 'text', type: 'text', label: 'text', help: 'As Markdown.' },
  ],
  fields: [
    {
      id: 'baseline',
      label: 'Baseline',
      kind: 'number',
      integer: true,
      min: 1,
      max: 5,
      default: 1,
      help: 'Which of the connected results the others are compared with, counted from 1.',
    },
    {
      id: 'rows',
      label: 'Rows',
      kind: 'choice',
      default: 'same',
      options: [
        { value: 'same', label: 'Must be the same in all' },
        { value: 'shared', label: 'Those in both' },
      ],
      help: 'Rows with other content are never compared.',
    },
  ],
  run: async (context) => (await import('./run.ts')).runCompareRuns(context),
}
