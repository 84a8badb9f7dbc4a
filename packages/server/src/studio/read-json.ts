import type { Context } from 'hono'
import type { z } from 'zod'
import { problems } from '../errors.ts'

/**
 * The body as JSON through `schema`.
 *
 * @throws ApiProblem 400 `bad_json`; ZodError, which the error middleware answers as 422
 */
export async function readJson<T extends z.ZodType>(context: Context, schema: T): Promise<z.infer<T>> {
  let body: unknown
  try {
    body = JSON.parse(await context.req.text())
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw problems.badJson(error)
  }
  return schema.parse(body)
}
