/** Which `Host` and `Origin` a request may carry (DESIGN D8): against DNS rebinding and cross-site requests. */
import type { MiddlewareHandler } from 'hono'
import { problems } from '../errors.ts'

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]', '::1'])
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

export function isLoopback(host: string): boolean {
  return LOOPBACK.has(host.toLowerCase()) || /^127\.\d+\.\d+\.\d+$/.test(host)
}

/**
 * Refuses a `Host` that is not this server's: a page of another site whose name was made to resolve to 127.0.0.1 still
 * sends its own name. When bound elsewhere (then a token is needed anyway) every name is taken, unless a list is given.
 */
export function checkHost(options: { bound: string; allowed?: readonly string[] }): MiddlewareHandler {
  const allowed = new Set((options.allowed ?? []).map((host) => host.toLowerCase()))
  const anyName = !isLoopback(options.bound) && allowed.size === 0
  return async (context, next) => {
    const host = context.req.header('host') ?? new URL(context.req.url).host
    const name = hostName(host)
    if (!anyName && !isLoopback(name) && !allowed.has(name)) throw problems.foreignHost(host)
    await next()
  }
}

/** Refuses requests that change something and come from a page of another origin. Programs send no `Origin` and pass. */
export function checkOrigin(): MiddlewareHandler {
  return async (context, next) => {
    const upgrade = context.req.header('upgrade') !== undefined
    if (upgrade || !SAFE_METHODS.has(context.req.method)) {
      const origin = context.req.header('origin')
      const host = context.req.header('host') ?? new URL(context.req.url).host
      if (origin !== undefined && originHost(origin) !== host.toLowerCase()) throw problems.foreignOrigin(origin)
      const site = context.req.header('sec-fetch-site')
      if (site === 'cross-site' || (site === 'same-site' && origin === undefined))
        throw problems.foreignOrigin(origin ?? site)
    }
    await next()
  }
}

/** `Host` without its port, lower case. */
function hostName(host: string): string {
  const bare = host.startsWith('[') ? host.slice(0, host.indexOf(']') + 1) : host.replace(/:\d+$/, '')
  return bare.toLowerCase()
}

function originHost(origin: string): string | undefined {
  try {
    return new URL(origin).host
  } catch {
    // "null", sent by sandboxed frames and redirects, is nobody's origin
    return undefined
  }
}
