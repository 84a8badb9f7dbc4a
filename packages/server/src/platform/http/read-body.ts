/** Reads request bodies with a limit that holds whatever the headers say. */
import type { Context } from 'hono'
import type { z } from 'zod'
import type { PlatformDeps } from '../deps.ts'
import { platformProblems } from './problem.ts'

/** 32 MiB. */
export const DEFAULT_JSON_LIMIT_BYTES = 32 * 1024 * 1024

/** @throws PlatformProblem 413 */
export async function readText(context: Context, limitBytes: number): Promise<string> {
  if (Number(context.req.header('content-length') ?? 0) > limitBytes) throw platformProblems.tooLarge(limitBytes)
  const body = context.req.raw.body
  if (!body) return ''
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.byteLength
    if (bytes > limitBytes) throw platformProblems.tooLarge(limitBytes)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** @throws PlatformProblem 413, or 422 in FastAPI's shape for broken JSON or a broken schema */
export async function readJson<T>(context: Context, schema: z.ZodType<T>, deps: PlatformDeps): Promise<T> {
  const text = await readText(context, deps.jsonLimitBytes ?? DEFAULT_JSON_LIMIT_BYTES)
  return parseBody(schema, parseJson(text))
}

/** @throws PlatformProblem 422 */
export function parseBody<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value)
  if (!parsed.success) throw platformProblems.unparsed(parsed.error)
  return parsed.data
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw platformProblems.invalid(['body'], 'the body is not JSON', 'json_invalid')
  }
}
