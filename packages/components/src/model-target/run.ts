/** Reads the node's fields into a target value. Makes no request: an endpoint becomes a stored target when it is first used. */
import { TARGET_PRICE_CURRENCY, type TargetPrice } from '@evalflow/contract'
import type { JsonValue } from '@evalflow/graph'
import { ComponentError } from '../errors.ts'
import { parseTargetChoice } from '../target-choice.ts'
import type { TargetValue } from '../values.ts'

/** Headers that carry secrets; their values stand in the flow, so they may only name a stored one. */
const SECRET_HEADER = /^(authorization|proxy-authorization|cookie|x-api-key|api-key)$/i
const SECRET_REFERENCE = /\$\{secret:[A-Za-z_][\w.-]{0,63}\}/
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/

export function runModelTarget(values: Readonly<Record<string, JsonValue>>): Record<string, JsonValue> {
  if (values['kind'] === 'endpoint') return { target: toEndpoint(values) }
  if (values['kind'] === 'deployment') return { target: toDeployed(values) }
  return { target: parseTargetChoice(values['target'], 'target') }
}

/** Named as the server finds it: the deployment, and its model where it serves several. */
function toDeployed(values: Readonly<Record<string, JsonValue>>): TargetValue {
  const ref = text(values['deployment'])
  if (ref === '')
    throw new ComponentError('target_missing', 'No deployment is chosen. Pick one, or take another kind of target.', {
      field: 'deployment',
    })
  const model = text(values['deployment_model'])
  const id = model === '' ? ref : `${ref}/${model}`
  return { kind: 'model', model_id: id, label: model || (ref.split('/').at(-1) ?? ref) }
}

/** @throws ComponentError `target_unusable`, `target_missing`, with the field */
export function toEndpoint(values: Readonly<Record<string, JsonValue>>): Extract<TargetValue, { kind: 'endpoint' }> {
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
    ...toPrice(values),
    ...toFallback(values['fallback']),
  }
}

function toFallback(chosen: JsonValue | undefined): { fallback?: string } {
  if (text(chosen) === '') return {}
  const target = parseTargetChoice(chosen, 'fallback')
  return { fallback: target.kind === 'stored' ? target.ref : target.model_id }
}

/** Both parts or none: half a price would make costs too low without a word. */
function toPrice(values: Readonly<Record<string, JsonValue>>): { price?: TargetPrice } {
  const { price_input: input, price_output: output } = values
  const hasInput = typeof input === 'number'
  const hasOutput = typeof output === 'number'
  if (!hasInput && !hasOutput) return {}
  if (!hasInput || !hasOutput)
    throw new ComponentError(
      'target_unusable',
      'Only one half of the price is given. Give the price of input and output tokens; 0 if one costs nothing.',
      { field: hasInput ? 'price_output' : 'price_input' },
    )
  const currency = text(values['price_currency']) || 'USD'
  if (!TARGET_PRICE_CURRENCY.test(currency))
    throw new ComponentError(
      'target_unusable',
      `"${currency}" is no currency. Give its three capital letters, as USD.`,
      {
        field: 'price_currency',
      },
    )
  return { price: { input_per_million: input, output_per_million: output, currency } }
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
      if (SECRET_HEADER.test(name) && !SECRET_REFERENCE.test(content))
        throw new ComponentError(
          'target_unusable',
          `The header "${name}" would put a secret into the flow. Store it under Secrets, and write \${secret:NAME} in its place.`,
          { field: 'headers' },
        )
      return [name, content]
    }),
  )
}

const text = (value: JsonValue | undefined): string => (typeof value === 'string' ? value.trim() : '')
