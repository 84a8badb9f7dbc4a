/** Model Target: what is evaluated. A model of the connection, a stored target, or any OpenAI-compatible endpoint. */
import type { ComponentDefinition } from '@evalflow/runner'
import type { ComponentServices } from '../services.ts'

const endpointOnly = { field: 'kind', is: ['endpoint'] } as const

export const modelTarget: ComponentDefinition<ComponentServices> = {
  type: 'model-target',
  version: 1,
  title: 'Model Target',
  summary: 'Local model, stored target, endpoint',
  category: 'evaluate',
  keywords: ['model', 'endpoint', 'openai', 'nim', 'vllm', 'ollama', 'llm', 'local', 'deployment'],
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
        { value: 'endpoint', label: 'Endpoint by URL' },
      ],
    },
    {
      id: 'target',
      label: 'Model',
      kind: 'picker',
      source: 'targets',
      required: true,
      visibleWhen: { field: 'kind', is: ['pick'] },
    },
    {
      id: 'url',
      label: 'Endpoint URL',
      kind: 'text',
      required: true,
      placeholder: 'https://host/v1',
      visibleWhen: endpointOnly,
    },
    {
      id: 'model_id',
      label: 'Model id',
      kind: 'text',
      required: true,
      placeholder: 'meta/llama-3.1-8b-instruct',
      visibleWhen: endpointOnly,
    },
    {
      id: 'format',
      label: 'Format',
      kind: 'choice',
      default: 'openai',
      options: [
        { value: 'openai', label: 'OpenAI' },
        { value: 'nim', label: 'NIM' },
        { value: 'lama_stack', label: 'Llama Stack' },
      ],
      visibleWhen: endpointOnly,
      advanced: true,
    },
    {
      id: 'api_key',
      label: 'API key',
      kind: 'secret',
      visibleWhen: endpointOnly,
      advanced: true,
      help: 'Name of a stored secret; the key itself never enters the flow.',
    },
    {
      id: 'headers',
      label: 'Headers',
      kind: 'key-values',
      visibleWhen: endpointOnly,
      advanced: true,
      help: 'Sent with every request, such as `Host` or `x-team`. Not for secrets.',
    },
  ],
  run: async ({ values }) => (await import('./run.ts')).runModelTarget(values),
}
