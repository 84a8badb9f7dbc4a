/**
 * Model Target: what is evaluated. A model of the connection, a stored target, a deployment, or any OpenAI-compatible
 * endpoint.
 */
import type { ComponentDefinition } from '@evalflow/runner'
import type { ComponentServices } from '../services.ts'
import { endpointFields } from './endpoint-fields.ts'

const onlyFor = (kind: string) => ({ visibleWhen: { field: 'kind', is: [kind] } }) as const

export const modelTarget: ComponentDefinition<ComponentServices> = {
  type: 'model-target',
  version: 1,
  title: 'Model Target',
  summary: 'Local model, deployment, endpoint',
  category: 'evaluate',
  keywords: ['model', 'endpoint', 'openai', 'nim', 'vllm', 'ollama', 'llm', 'local', 'stored', 'deployment', 'price'],
  icon: 'box',
  inputs: [],
  outputs: [{ id: 'target', type: 'target', label: 'target' }],
  fields: [
    {
      id: 'kind',
      label: 'Kind',
      kind: 'choice',
      default: 'pick',
      options: [
        { value: 'pick', label: 'Model or stored target' },
        { value: 'deployment', label: 'Deployment' },
        { value: 'endpoint', label: 'Endpoint by URL' },
      ],
    },
    { id: 'target', label: 'Model', kind: 'picker', source: 'targets', required: true, ...onlyFor('pick') },
    {
      id: 'deployment',
      label: 'Deployment',
      kind: 'picker',
      source: 'deployments',
      required: true,
      ...onlyFor('deployment'),
    },
    {
      id: 'deployment_model',
      label: 'Model of the deployment',
      kind: 'text',
      advanced: true,
      help: 'Its id, where the deployment serves several.',
      ...onlyFor('deployment'),
    },
    ...endpointFields.map((field) => ({ ...field, ...onlyFor('endpoint') })),
  ],
  run: async ({ values }) => (await import('./run.ts')).runModelTarget(values),
}
