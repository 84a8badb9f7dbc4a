/** What an endpoint is told by: address, model, key, headers, price. The node and the dialog of a new target share them. */
import { TARGET_PRICE_CURRENCY } from '@evalflow/contract'
import type { FieldSpec } from '@evalflow/graph'
import { z } from 'zod'

export const endpointFields: readonly FieldSpec[] = [
  { id: 'url', label: 'Endpoint URL', kind: 'text', required: true, placeholder: 'https://host/v1' },
  { id: 'model_id', label: 'Model id', kind: 'text', required: true, placeholder: 'meta/llama-3.1-8b-instruct' },
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
    advanced: true,
  },
  {
    id: 'api_key',
    label: 'API key',
    kind: 'secret',
    advanced: true,
    help: 'Name of a stored secret; the key itself never enters the flow.',
  },
  {
    id: 'headers',
    label: 'Headers',
    kind: 'key-values',
    advanced: true,
    help: 'Sent with every request, such as `x-team`. A secret by its name alone: `${secret:NAME}`.',
  },
  {
    id: 'fallback',
    label: 'Fallback',
    kind: 'picker',
    source: 'targets',
    advanced: true,
    help: 'Asked while this endpoint is down. Each row says who answered it.',
  },
  {
    id: 'price_input',
    label: 'Price, input',
    kind: 'number',
    min: 0,
    step: 0.01,
    advanced: true,
    help: 'Per million tokens; used before the price table.',
  },
  {
    id: 'price_output',
    label: 'Price, output',
    kind: 'number',
    min: 0,
    step: 0.01,
    advanced: true,
    help: 'Per million tokens.',
  },
  {
    id: 'price_currency',
    label: 'Currency',
    kind: 'text',
    default: 'USD',
    placeholder: 'USD',
    schema: z.string().regex(TARGET_PRICE_CURRENCY),
    advanced: true,
    help: 'Three capital letters; all prices of a job are in one.',
  },
]
