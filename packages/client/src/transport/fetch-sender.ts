/**
 * Sends from a page with the browser's own `fetch`: what a page first shows should not wait for axios.
 *
 * Only `fetch` cannot tell how much of an upload is sent, so such a request loads axios, which can.
 */
import type { AxiosAdapter } from 'axios'
import type { RequestBody, SendOnce } from './sender.ts'

/** `adapter` is for tests; with one, axios sends all. */
export function createSender(adapter?: AxiosAdapter): SendOnce {
  return async (request, headers, signal) => {
    if (adapter !== undefined || request.onUploadProgress !== undefined) {
      const { createSender: createAxiosSender } = await import('./axios-sender.ts')
      return createAxiosSender(adapter)(request, headers, signal)
    }
    const { body, method, url } = request
    const withBody = body !== undefined && method !== 'GET' && method !== 'HEAD'
    const response = await fetch(url, {
      method,
      headers: toHeaders(headers, withBody),
      signal,
      ...(withBody && { body: toBody(body) }),
    })
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: request.answer === 'stream' ? response.body : await response.text(),
    }
  }
}

function toHeaders(headers: Readonly<Record<string, string>>, withBody: boolean): Headers {
  const sent = new Headers(headers)
  if (!withBody) sent.delete('Content-Type')
  return sent
}

function toBody(body: RequestBody): BodyInit {
  if ('json' in body) return JSON.stringify(body.json)
  // a request takes no bytes of shared memory, which the type allows; a copy has none
  return body.raw instanceof Uint8Array ? new Uint8Array(body.raw) : body.raw
}
