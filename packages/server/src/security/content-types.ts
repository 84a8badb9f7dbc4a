/**
 * A page of any site may send forms and plain text without asking first. So routes that change something take neither:
 * what they read is JSON, or a type a browser must ask about (CSRF; ComfyUI GHSA-5xxr-jvhm-jxmj).
 *
 * The routes the NeMo and Hugging Face clients send forms to are listed; `checkOrigin` covers those.
 */
import type { MiddlewareHandler } from 'hono'
import { problems } from '../errors.ts'

const SIMPLE_TYPES = new Set(['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'])
const FORM_ROUTES = [
  /^\/v1\/datastore\/namespaces\/?$/,
  /^\/v1\/hf\/api\/(?:datasets|models)\/[^/]+\/[^/]+\/paths-info\/.+$/,
]
/** Bytes of any type: Studio's uploads and the Data Store's large files. */
const RAW_ROUTES = [/^\/api\/files$/, /^\/v1\/hf\//, /^\/v1\/datastore\//]

export function checkContentType(): MiddlewareHandler {
  return async (context, next) => {
    const { method, path } = context.req
    if (method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS') {
      const type = (context.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
      const isForm = FORM_ROUTES.some((route) => route.test(path))
      if (SIMPLE_TYPES.has(type) && !isForm) throw problems.contentType(type)
      const isRaw = isForm || RAW_ROUTES.some((route) => route.test(path))
      if (!isRaw && type !== 'application/json' && hasBody(context.req.raw)) throw problems.contentType(type)
    }
    await next()
  }
}

function hasBody(request: Request): boolean {
  const length = request.headers.get('content-length')
  return request.headers.has('transfer-encoding') || (length !== null && length !== '0')
}
