/**
 * Who may ask (DESIGN D8). Without a token the server is bound to loopback and everybody on this machine may. With one,
 * every route but the few listed needs it: as `Authorization: Bearer`, or as the session cookie `/login?token=` gives.
 *
 * Paths are compared as they will be routed: exactly. So `/HEALTH` or `/%68ealth` is not on the list and needs the token.
 */
import { getConnInfo } from '@hono/node-server/conninfo'
import type { Context, MiddlewareHandler } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { problems } from '../errors.ts'
import { createBrake, createSessions, isSameText } from './sessions.ts'

export const OPEN_PATHS: ReadonlySet<string> = new Set([
  '/health',
  '/health/live',
  '/health/ready',
  '/v1/health',
  '/v1/health/live',
  '/v1/health/ready',
  '/login',
])
const COOKIE = 'evalflow_session'

export interface AuthOptions {
  /** What people use; absent means no token is needed. */
  token: string | undefined
  /** What this server's own calls use; made anew at each start, never shown. */
  ownToken: string
  now: () => number
  /** Lets an upload go to an address this server signed, which the client sends without its token. */
  isSigned?: (url: URL, method: string) => boolean
}

export interface Auth {
  check: MiddlewareHandler
  login: (context: Context) => Response
  logout: (context: Context) => Response
}

export function createAuth(options: AuthOptions): Auth {
  const sessions = createSessions(options.now)
  const brake = createBrake(options.now)
  const { token } = options

  function isRight(given: string, context: Context): boolean {
    if (token === undefined) return true
    const address = addressOf(context)
    if (brake.blocked(address)) throw problems.tooManyTries()
    if (isSameText(given, token) || isSameText(given, options.ownToken)) return true
    brake.wrong(address)
    return false
  }

  function mayPass(context: Context): boolean {
    if (token === undefined || OPEN_PATHS.has(context.req.path)) return true
    const bearer = /^Bearer (.+)$/i.exec(context.req.header('authorization') ?? '')?.[1]
    if (bearer !== undefined) return isRight(bearer.trim(), context)
    const session = getCookie(context, COOKIE)
    if (session !== undefined && sessions.has(session)) return true
    return options.isSigned?.(new URL(context.req.url), context.req.method) ?? false
  }

  return {
    async check(context, next) {
      if (!mayPass(context)) throw problems.tokenNeeded()
      await next()
    },
    login(context) {
      const given = context.req.query('token')
      if (given === undefined || !isRight(given, context)) {
        return context.html(LOGIN_PAGE, 401, { 'content-security-policy': LOGIN_POLICY })
      }
      setCookie(context, COOKIE, sessions.create(), cookieOptions(context))
      return context.redirect('/', 303)
    },
    logout(context) {
      const session = getCookie(context, COOKIE)
      if (session !== undefined) sessions.end(session)
      deleteCookie(context, COOKIE, cookieOptions(context))
      return context.body(null, 204)
    },
  }
}

function cookieOptions(context: Context) {
  const secure = new URL(context.req.url).protocol === 'https:'
  return { httpOnly: true, sameSite: 'Strict', path: '/', secure } as const
}

function addressOf(context: Context): string {
  try {
    return getConnInfo(context).remote.address ?? 'unknown'
  } catch {
    // asked in process, without a socket
    return 'in-process'
  }
}

const LOGIN_POLICY = "default-src 'none'; form-action 'self'; frame-ancestors 'none'"
const LOGIN_PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Evalflow</title>
<h1>This Evalflow needs a token</h1>
<p>Open the address that <code>evalflow start</code> printed, or enter the token.</p>
<form method="get" action="/login"><label>Token <input name="token" type="password" autocomplete="current-password" required></label>
<button>Sign in</button></form></html>
`
