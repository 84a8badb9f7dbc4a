/**
 * Preloaded into the product (`NODE_OPTIONS=--import`): prints a line for each request that arrives, the server's own
 * calls included. The proofs count them in the product's output.
 */
import { subscribe } from 'node:diagnostics_channel'
import { isMainThread } from 'node:worker_threads'

interface RequestStart {
  request: { method?: string; url?: string }
}

if (isMainThread)
  subscribe('http.server.request.start', (message) => {
    const { request } = message as RequestStart // the shape of this channel in Node's documentation
    process.stdout.write(`REQUEST ${request.method} ${request.url}\n`)
  })
