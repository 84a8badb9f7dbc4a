/** Evaluator: config × dataset × target → scores. */
import type { ComponentDefinition } from '@evalflow/runner'
import type { ComponentServices } from '../services.ts'

export const evaluator: ComponentDefinition<ComponentServices> = {
  type: 'evaluator',
  version: 1,
  title: 'Evaluator',
  summary: 'Config × dataset × target → scores',
  category: 'evaluate',
  keywords: ['evaluate', 'eval', 'score', 'metric', 'job', 'judge', 'benchmark', 'test'],
  icon: 'gauge',
  inputs: [
    { id: 'dataset', type: 'dataset', label: 'dataset', help: 'Wins over a dataset picked in the node.' },
    { id: 'target', type: 'target', label: 'target', help: 'Wins over a target picked in the node.' },
  ],
  outputs: [{ id: 'result', type: 'result', label: 'result' }],
  fields: [
    { id: 'config', label: 'Config', kind: 'picker', source: 'configs', required: true },
    { id: 'dataset', label: 'Dataset', kind: 'picker', source: 'datasets', help: 'Used when no dataset is connected.' },
    { id: 'target', label: 'Target', kind: 'picker', source: 'targets', help: 'Used when no target is connected.' },
    {
      id: 'clean_up',
      label: 'Remove the runtime config after success',
      kind: 'boolean',
      default: false,
      advanced: true,
      help: 'Results and samples stay.',
    },
    {
      id: 'budget',
      label: 'Budget',
      kind: 'number',
      min: 0,
      advanced: true,
      help: 'Most money the job may cost, in the currency of the prices. It stops before it would cost more, and can go on.',
    },
    {
      id: 'project',
      label: 'Project',
      kind: 'text',
      maxLength: 200,
      advanced: true,
      help: 'Costs are summed by it, and its own budget holds, too.',
    },
    { id: 'namespace', label: 'Namespace', kind: 'text', advanced: true, placeholder: 'default' },
  ],
  run: async (context) => (await import('./run.ts')).runEvaluator(context),
}
