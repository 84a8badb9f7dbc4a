/** Listens on one port. Port 0 takes any free one. */
import { createAdaptorServer } from '@hono/node-server'
import type { Hono } from 'hono'
import type { Server } from 'node:http'
import { serverErrors } from '../errors.ts'

const CLOSE_GRACE_MS = 3_000

export interface Listening {
  port: number
  close: () => Promise<void>
}

/** @throws ServerError `port_in_use` */
export async function listen(app: Hono, { host, port }: { host: string; port: number }): Promise<Listening> {
  // made by node:http since no other maker is given
  const server = createAdaptorServer({ fetch: app.fetch, hostname: host }) as Server
  // uploads and event streams may take as long as they need; a stalled header may not
  server.requestTimeout = 0
  server.headersTimeout = 30_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? serverErrors.portInUse(host, port) : error),
    )
    server.listen(port, host, resolve)
  })
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: () => close(server),
  }
}

/** Lets answers under way end, then cuts what stays open (event streams do). */
async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const cut = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS)
  await closed
  clearTimeout(cut)
}
