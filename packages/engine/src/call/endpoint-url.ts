/**
 * Where a request goes (rules U1 to U4 in SPEC.md). People give a base (`…/v1`) or a full URL
 * (`…/v1/chat/completions`), and NeMo configs hold both; each must work for every kind of request.
 */
import { CallFailed } from '../errors.ts'
import type { Endpoint, ModelRequest } from '../types.ts'
import { isBlockedHost } from './address-guard.ts'

const SUFFIXES: Record<ModelRequest['kind'], string> = {
  chat: '/chat/completions',
  completion: '/completions',
  embedding: '/embeddings',
  tokenize: '/tokenize',
}
const KNOWN_SUFFIX = /\/(?:chat\/completions|completions|embeddings)$/

/** @throws CallFailed `bad_endpoint` for what is no http URL, `address_blocked` for link-local and metadata hosts */
export function toRequestUrl(endpoint: Endpoint, kind: ModelRequest['kind']): URL {
  const url = URL.parse(endpoint.url)
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw fail('bad_endpoint', endpoint, 'has a URL that is not http or https. Give e.g. "http://host:8000/v1".')
  }
  if (url.username !== '' || url.password !== '') {
    throw fail('bad_endpoint', endpoint, 'has credentials in its URL. Give them as API key or header.')
  }
  if (isBlockedHost(url.hostname)) {
    throw fail(
      'address_blocked',
      endpoint,
      `points to ${url.hostname}, an address evaluations may not reach (link-local or metadata).`,
    )
  }
  const given = url.pathname.replace(/\/+$/, '')
  const path = given.replace(KNOWN_SUFFIX, '')
  const suffix = SUFFIXES[kind]
  // llama.cpp gives token vectors at `/embeddings` alone, beside OpenAI's `/v1/embeddings`
  if (given === suffix) url.pathname = given
  // servers have it beside `/v1`, not below
  else if (kind === 'tokenize') url.pathname = `${path.replace(/\/v1$/, '')}${suffix}`
  else url.pathname = `${path === '' ? '/v1' : path}${suffix}`
  url.hash = ''
  return url
}

function fail(code: 'bad_endpoint' | 'address_blocked', endpoint: Endpoint, text: string): CallFailed {
  return new CallFailed(code, `Endpoint "${endpoint.id}" ${text}`, {
    status: null,
    endpointId: endpoint.id,
    attempts: 0,
  })
}
