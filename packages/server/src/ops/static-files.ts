/**
 * Studio's built files. Hashed assets may be kept for a year; `index.html` never, since it names them, and gets a nonce
 * for the style elements its libraries add (`__CSP_NONCE__` in the page). Any other path is a page of Studio.
 */
import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, realpath, stat } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'
import { Readable } from 'node:stream'
import type { Context } from 'hono'
import type { ComponentSpec } from '@evalflow/graph'
import { problems } from '../errors.ts'
import { studioPolicy } from '../security/headers.ts'

const FILE_POLICY = "default-src 'self'; object-src 'none'; frame-ancestors 'none'"

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
}

export function serveStudio(
  studioDir: string | undefined,
  components: readonly ComponentSpec[] = [],
): (context: Context) => Promise<Response> {
  return async (context) => {
    const { method, path } = context.req
    if (method !== 'GET' && method !== 'HEAD') throw problems.noRoute(method, path)
    if (/^\/(?:api|v\d|nim)(?:\/|$)/.test(path)) throw problems.noRoute(method, path)
    if (studioDir === undefined) return context.text(NO_STUDIO, 200)
    const file = await findFile(studioDir, path)
    if (file !== undefined && !file.endsWith('index.html')) return sendFile(context, file)
    if (file === undefined && extname(path) !== '') throw problems.noRoute(method, path)
    return sendPage(context, join(studioDir, 'index.html'), components)
  }
}

/** The real path below `root`, or undefined; compared after joining and resolving links, so nothing outside is served. */
async function findFile(root: string, path: string): Promise<string | undefined> {
  let decoded: string
  try {
    decoded = decodeURIComponent(path)
  } catch {
    return undefined
  }
  if (decoded.includes('\0')) return undefined
  const base = await realpath(root).catch(() => undefined)
  const file = await realpath(join(root, decoded)).catch(() => undefined)
  if (base === undefined || file === undefined || !file.startsWith(base + sep)) return undefined
  return (await stat(file)).isFile() ? file : undefined
}

/** Encodings that Studio's build wrote beside its files, the smaller first. */
const ENCODINGS = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const

/** The file as it is stored, or its compressed copy where the client takes it. */
async function chooseCopy(context: Context, file: string): Promise<{ file: string; encoding?: string }> {
  const accepted = (context.req.header('accept-encoding') ?? '').split(',').map((item) => item.trim())
  for (const [encoding, suffix] of ENCODINGS) {
    // `br;q=0` is a refusal, and weights between are too rare to be read
    if (!accepted.includes(encoding)) continue
    const copy = file + suffix
    if (
      await stat(copy).then(
        (found) => found.isFile(),
        () => false,
      )
    )
      return { file: copy, encoding }
  }
  return { file }
}

async function sendFile(context: Context, file: string): Promise<Response> {
  const copy = await chooseCopy(context, file)
  const { size } = await stat(copy.file)
  const hashed = /[.-][\w-]{8,}\.\w+$/.test(file) && file.includes(`${sep}assets${sep}`)
  const headers = {
    'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
    'content-length': String(size),
    // a worker is held to the policy of its own file, so scripts get the page's, without styles
    'content-security-policy': FILE_POLICY,
    'cache-control': hashed ? 'public, max-age=31536000, immutable' : 'no-cache',
    vary: 'accept-encoding',
    ...(copy.encoding === undefined ? {} : { 'content-encoding': copy.encoding }),
  }
  if (context.req.method === 'HEAD') return new Response(null, { headers })
  return new Response(Readable.toWeb(createReadStream(copy.file)) as ReadableStream<Uint8Array>, { headers })
}

async function sendPage(context: Context, file: string, components: readonly ComponentSpec[]): Promise<Response> {
  const page = await readFile(file, 'utf8').catch(() => undefined)
  if (page === undefined) return context.text(NO_STUDIO, 200)
  const nonce = randomBytes(16).toString('base64')
  // as data: `<` is written as an escape, so that nothing in it can end the element
  const specs = JSON.stringify(components).replaceAll('<', '\\u003c')
  return context.html(
    page.replaceAll('__CSP_NONCE__', nonce).replace('__COMPONENTS__', () => specs),
    200,
    {
      'content-security-policy': studioPolicy(nonce),
      'cache-control': 'no-store',
    },
  )
}

const NO_STUDIO =
  'Evalflow is running, but Studio is not built. Build it with `npm start` in a clone; the API answers all the same.\n'
