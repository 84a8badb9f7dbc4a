/** How much a body may hold: JSON stays small since it is read whole; files are streamed and may be large. */
import type { MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { problems } from '../errors.ts'

const JSON_BYTES = 32 * 1024 * 1024
const FILE_BYTES = 64 * 1024 ** 3
const FILE_ROUTES = [/^\/api\/files$/, /^\/v1\/hf\//]

export function limitBodies(jsonBytes = JSON_BYTES): MiddlewareHandler {
  const small = bodyLimit({ maxSize: jsonBytes, onError: () => refuse(jsonBytes) })
  return async (context, next) => {
    if (!FILE_ROUTES.some((route) => route.test(context.req.path))) return small(context, next)
    // streamed and counted where they are written; an honest header is refused before that
    if (Number(context.req.header('content-length') ?? 0) > FILE_BYTES) refuse(FILE_BYTES)
    await next()
  }
}

function refuse(limitBytes: number): never {
  throw problems.tooLarge(limitBytes)
}
