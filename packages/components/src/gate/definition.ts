/** Gate: a result passes, or the node fails. */
import type { ComponentDefinition } from '@evalflow/runner'
import type { ComponentServices } from '../services.ts'

export const gate: ComponentDefinition<ComponentServices> = {
  type: 'gate',
  version: 1,
  title: 'Gate',
  summary: 'Fails the run below a threshold',
  category: 'results',
  keywords: ['threshold', 'quality gate', 'ci', 'junit', 'fail', 'pass', 'check', 'assert'],
  icon: 'shield-check',
  inputs: [{ id: 'result', type: 'result', label: 'result', required: true }],
  outputs: [
    { id: 'result', type: 'result', label: 'result', help: 'The same result, when it passed.' },
    { id: 'text', type: 'text', label: 'text', help: 'Each check with what was found.' },
    { id: 'junit', type: 'text', label: 'JUnit', help: 'The checks as JUnit XML.' },
  ],
  fields: [
    {
      id: 'conditions',
      label: 'Conditions',
      kind: 'multiline',
      required: true,
      placeholder: 'accuracy >= 0.8',
      maxLength: 4000,
      help: 'One a line, all must hold: score, operator (>=, >, <=, <, =), number.',
    },
    {
      id: 'on',
      label: 'Checked on',
      kind: 'choice',
      default: 'value',
      options: [
        { value: 'value', label: 'Value' },
        { value: 'interval', label: '95 % interval', help: 'The end that is harder to pass.' },
      ],
    },
    {
      id: 'max_unscored',
      label: 'Unscored at most',
      kind: 'number',
      min: 0,
      max: 100,
      default: 0,
      unit: '%',
      advanced: true,
      help: 'Share of all rows whose answer could not be scored.',
    },
    {
      id: 'max_failed',
      label: 'Failed at most',
      kind: 'number',
      min: 0,
      max: 100,
      default: 0,
      unit: '%',
      advanced: true,
      help: 'Share of all rows whose request failed for good.',
    },
  ],
  run: async (context) => (await import('./run.ts')).runGate(context),
}
