/**
 * Serves a fetch handler on a port of loopback: for tests and for trying clients by hand. Not part of the package's API; the
 * product mounts the handler in its own server, which checks host and origin.
 */
import { serve } from '@hono/node-server'

export interface Served {
  url: string
  close(): Promise<void>
}

export function serveHandler(handler: (request: Request) => Promise<Response>, port = 0): Promise<Served> {
  return new Promise((resolve) => {
    const server = serve({ fetch: handler, port, hostname: '127.0.0.1' }, (address) => {
      resolve({
        url: `http://127.0.0.1:${address.port}`,
        close: () => new Promise((done, fail) => server.close((error) => (error ? fail(error) : done()))),
      })
    })
  })
}
