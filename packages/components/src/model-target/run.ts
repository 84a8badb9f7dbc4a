/** Reads the node's fields into a target value. Makes no request: an endpoint becomes a stored target when it is first used. */
import type { JsonValue } from '@evalflow/graph'
import { ComponentError } from '../errors.ts'
import { parseTargetChoice } from '../target-choice.ts'
import type { TargetValue } from '../values.ts'

/** Values a header may not carry, since headers stand in the flow and secrets may not. */
const SECRET_HEADER = /^(authorization|proxy-authorization|cookie|x-api-key|api-key)$/i
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/

export function runModelTarget(values: Readonly<Record<string, JsonValue>>): Record<string, JsonValue> {
  return { target: values['kind'] === 'endpoint' ? toEndpoint(values) : parseTargetChoice(values['target'], 'target') }
}

function toEndpoint(values: Readonly<Record<string, JsonValue>>): TargetValue {
  const url = text(values['url'])
  const modelId = text(values['model_id'])
  const protocol = URL.canParse(url) ? new URL(url).protocol : ''
  if (protocol !== 'http:' && protocol !== 'https:')
    throw new ComponentError(
      'target_unusable',
      `"${url}" is no http or https address. Give the endpoint's base URL, such as https://host/v1.`,
      { field: 'url' },
    )
  const { username, password } = new URL(url)
  if (username !== '' || password !== '')
    throw new ComponentError(
      'target_unusable',
      'The URL carries a user name or password. Store the key as a secret and choose it under API key.',
      { field: 'url' },
    )
  if (modelId === '')
    throw new ComponentError('target_missing', 'The endpoint has no model id. Give the id its /models list shows.', {
      field: 'model_id',
    })
  const secret = text(values['api_key'])
  const format = values['format'] === 'nim' || values['format'] === 'lama_stack' ? values['format'] : 'openai'
  return {
    kind: 'endpoint',
    label: modelId,
    url,
    model_id: modelId,
    format,
    headers: parseHeaders(values['headers']),
    ...(secret === '' ? {} : { api_key_secret: secret }),
  }
}

function parseHeaders(value: JsonValue | undefined): Record<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {}
  return Object.fromEntries(
    Object.entries(value).map(([name, content]) => {
      if (!HEADER_NAME.test(name) || typeof content !== 'string' || /[\r\n]/.test(content))
        throw new ComponentError(
          'target_unusable',
          `"${name}" is no usable header. Use a plain name and a one-line value.`,
          { field: 'headers' },
        )
      if (SECRET_HEADER.test(name))
        throw new ComponentError(
          'target_unusable',
          `The header "${name}" would put a secret into the flow. Store it as a secret and choose it under API key.`,
          { field: 'headers' },
        )
      return [name, content]
    }),
  )
}

const text = (value: JsonValue | undefined): string => (typeof value === 'string' ? value.trim() : '')
