/** Sends with axios and its fetch adapter, which streams both ways; uploads that report progress go by XMLHttpRequest. */
import axios, { type AxiosAdapter } from 'axios'
import type { SendOnce } from './sender.ts'

/**
 * Node's fetch keeps a second copy of every byte of a body, for a redirect that may come, unless it knows that none is
 * followed and that no window may ask for credentials: with these two, a large file streams.
 */
const STREAMED_UPLOAD = { redirect: 'error', window: null } as const
const IN_BROWSER = typeof document !== 'undefined'

/** `adapter` is for tests. */
export function createSender(adapter?: AxiosAdapter): SendOnce {
  const client = axios.create({
    adapter: adapter ?? 'fetch',
    validateStatus: () => true,
    transformRequest: [(data: unknown) => data],
    transformResponse: [(data: unknown) => data],
    fetchOptions: { redirect: IN_BROWSER ? 'follow' : 'manual' },
  })
  return async (request, headers, signal) => {
    const { body, method } = request
    const withBody = body !== undefined && method !== 'GET' && method !== 'HEAD'
    const response = await client.request<unknown>({
      url: request.url,
      method,
      // axios calls a POST without a body a form, which servers refuse; `false` keeps it from doing so
      headers: withBody ? headers : { ...headers, 'Content-Type': false },
      signal,
      responseType: request.answer,
      ...(withBody && { data: 'json' in body ? JSON.stringify(body.json) : body.raw }),
      ...(withBody && 'raw' in body && body.raw instanceof Blob && !IN_BROWSER && { fetchOptions: STREAMED_UPLOAD }),
      ...(request.onUploadProgress && { onUploadProgress: request.onUploadProgress, adapter: ['xhr', 'fetch'] }),
    })
    const entries = Object.entries(response.headers).map(
      ([name, value]) => [name.toLowerCase(), String(value)] as const,
    )
    return { status: response.status, headers: Object.fromEntries(entries), body: response.data }
  }
}
