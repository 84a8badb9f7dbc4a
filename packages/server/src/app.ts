/**
 * The whole HTTP surface, in the order a request passes it: id, figures, headers, who may ask, what may be sent, routes.
 *
 * Every route stands behind the checks, since they are mounted on `*` before any route is.
 */
import type { ComponentSpec } from '@evalflow/graph'
import { Hono } from 'hono'
import { requestId } from 'hono/request-id'
import { answerError } from './ops/answer-error.ts'
import type { Metrics } from './ops/metrics.ts'
import { serveStudio } from './ops/static-files.ts'
import type { Log } from './process/log.ts'
import type { Auth } from './security/auth.ts'
import { limitBodies } from './security/body-limit.ts'
import { checkContentType } from './security/content-types.ts'
import { securityHeaders } from './security/headers.ts'
import { checkHost, checkOrigin } from './security/hosts.ts'

export interface AppOptions {
  auth: Auth
  metrics: Metrics
  log: Log
  /** Host the server is bound to. */
  bound: string
  allowedHosts?: readonly string[]
  studioDir: string | undefined
  /** Components of third parties, for Studio to draw. */
  componentSpecs?: readonly ComponentSpec[]
  /** Path prefix and the router below it, in order. */
  routers: readonly (readonly [prefix: string, router: Hono])[]
}

export function createApp(options: AppOptions): Hono {
  const app = new Hono()
  const { auth, log } = options
  app.onError((error, context) => answerError(error, context, log))
  app.use(requestId())
  app.use(options.metrics.count)
  app.use(securityHeaders())
  app.use(checkHost({ bound: options.bound, ...(options.allowedHosts ? { allowed: options.allowedHosts } : {}) }))
  app.use(auth.check)
  app.use(checkOrigin())
  app.use(checkContentType())
  app.use(limitBodies())
  app.get('/login', (context) => auth.login(context))
  app.post('/logout', (context) => auth.logout(context))
  for (const [prefix, router] of options.routers) app.route(prefix, router)
  const studio = serveStudio(options.studioDir, options.componentSpecs)
  app.all('*', studio)
  app.notFound(studio)
  return app
}
