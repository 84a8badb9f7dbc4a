/** Fields that several types share, and the `params` they become. */
import type { FieldSpec } from '@evalflow/graph'
import type { FormValues, JsonObject } from './form.ts'
import { defined, linesOf, numberOf } from './form-values.ts'

export const limitField: FieldSpec = {
  id: 'limit_samples',
  label: 'Rows at most',
  kind: 'number',
  integer: true,
  min: 1,
  placeholder: 'all',
  help: 'Evaluates the first rows only.',
}
export const maxTokensField: FieldSpec = {
  id: 'max_tokens',
  label: 'Tokens per answer',
  kind: 'number',
  integer: true,
  min: 1,
  max: 1_000_000,
  default: 256,
  help: 'An answer is cut after this many tokens.',
}
export const temperatureField: FieldSpec = {
  id: 'temperature',
  label: 'Temperature',
  kind: 'slider',
  min: 0,
  max: 2,
  step: 0.01,
  default: 0,
  help: '0 gives the same answer each time, as far as the model can.',
}
export const parallelismField: FieldSpec = {
  id: 'parallelism',
  label: 'Requests at once',
  kind: 'number',
  integer: true,
  min: 1,
  max: 4096,
  default: 8,
  help: 'Never more requests than this are in flight.',
}

/** Folded away. */
export const moreRequestFields: readonly FieldSpec[] = [
  {
    id: 'top_p',
    label: 'Top p',
    kind: 'slider',
    min: 0,
    max: 1,
    step: 0.01,
    advanced: true,
    help: 'Leave empty for the model’s default.',
  },
  {
    id: 'stop',
    label: 'Stop at',
    kind: 'multiline',
    advanced: true,
    help: 'One text per line; the answer ends before it.',
  },
  {
    id: 'request_timeout',
    label: 'Time per request',
    kind: 'number',
    min: 1,
    max: 86_400,
    default: 120,
    unit: 's',
    advanced: true,
  },
  {
    id: 'max_retries',
    label: 'Retries per request',
    kind: 'number',
    integer: true,
    min: 0,
    max: 100,
    default: 4,
    advanced: true,
  },
]

/** `params` of a config, as the NeMo API reads them. */
export function toParams(values: FormValues): JsonObject {
  const stop = linesOf(values, 'stop')
  const number = (id: string) => numberOf(values, id)
  return defined({
    parallelism: number('parallelism'),
    request_timeout: number('request_timeout'),
    max_retries: number('max_retries'),
    limit_samples: number('limit_samples'),
    max_tokens: number('max_tokens'),
    temperature: number('temperature'),
    top_p: number('top_p'),
    stop: stop.length > 0 ? stop : undefined,
  })
}
