/** What of an endpoint decides an answer, for fingerprints of tasks. */
import type { Endpoint } from '@evalflow/engine'

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/

/**
 * Id, model, route and host; of this machine not the port, since this server's own endpoint moves with each start.
 * A foreign endpoint's id names its host and port (`model@host:8000`), so another server is still another identity.
 */
export function endpointIdentity({ id, modelId, url }: Endpoint): Record<string, string> {
  if (!URL.canParse(url)) return { endpoint: id, model: modelId, at: url }
  const { hostname, host, pathname } = new URL(url)
  return { endpoint: id, model: modelId, at: `${LOOPBACK.test(hostname) ? 'local' : host}${pathname}` }
}
