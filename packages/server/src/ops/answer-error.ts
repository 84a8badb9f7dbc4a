/** The one place where an error becomes an answer: `{detail, code, path?}` for `/api`, NeMo's `{detail}` for `/v1` and `/v2`. */
import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { ConfigError, type ConfigErrorCode } from '@evalflow/configs'
import { EvaluationError } from '@evalflow/evaluations'
import { GraphError } from '@evalflow/graph'
import { z } from 'zod'
import { BlobError } from '../blobs/errors.ts'
import { ApiProblem, problems } from '../errors.ts'
import type { Log } from '../process/log.ts'

/** An error that says itself how to be answered (the platform's routes have their own). */
interface AnswerableError {
  toResponse: () => Response
}

export function answerError(error: unknown, context: Context, log: Log): Response {
  if (isAnswerable(error)) return error.toResponse()
  if (error instanceof HTTPException) return error.getResponse()
  const problem = toProblem(error)
  if (problem.status >= 500 && problem.status !== 503) {
    log.error(
      { requestId: context.get('requestId'), method: context.req.method, path: context.req.path, err: error },
      'request failed',
    )
  }
  const status = problem.status as ContentfulStatusCode
  if (!isStudioPath(context.req.path)) return context.json(nemoBody(error, problem), status)
  return context.json(
    {
      detail: problem.message,
      code: problem.code,
      ...(problem.path === undefined ? {} : { path: problem.path }),
      ...(problem.current === undefined ? {} : { current: problem.current }),
    },
    status,
  )
}

/** Anything thrown, as a problem. What is not known is a 500 that tells nothing of the inside. */
export function toProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error
  if (error instanceof z.ZodError) {
    const issue = error.issues[0]
    const path = issue?.path.join('.') ?? ''
    return problems.badInput(`${path || 'The body'}: ${issue?.message ?? 'is invalid'}.`, path)
  }
  if (error instanceof GraphError) {
    const path = error.issues[0]?.path.join('.')
    return new ApiProblem(422, error.code, error.message, path === undefined ? {} : { path: `flow.${path}` })
  }
  if (error instanceof EvaluationError) return new ApiProblem(422, error.code, error.message, { path: error.path })
  if (error instanceof ConfigError) return toConfigProblem(error)
  if (error instanceof BlobError)
    return new ApiProblem(error.code === 'too_large' ? 413 : 422, error.code, error.message)
  return new ApiProblem(
    500,
    'internal',
    'Something failed inside the server. Its log has the details under this request id.',
    { cause: error },
  )
}

const CONFIG_STATUS: Partial<Record<ConfigErrorCode, number>> = {
  template_not_found: 404,
  version_not_found: 404,
  template_changed: 409,
  config_exists: 409,
  not_permitted: 403,
  rate_limited: 429,
  config_not_created: 502,
  version_not_current: 502,
}

/** The path is that of a refused file, or of the field that the platform refused. */
function toConfigProblem(error: ConfigError): ApiProblem {
  const own = error.details['path']
  const cause = error.cause
  const deeper = typeof cause === 'object' && cause !== null && 'path' in cause ? cause.path : undefined
  const path = typeof own === 'string' ? own : typeof deeper === 'string' ? deeper : undefined
  return new ApiProblem(CONFIG_STATUS[error.code] ?? 422, error.code, error.message, {
    cause: error,
    ...(path === undefined ? {} : { path }),
  })
}

/** FastAPI's shape for bad input, plain text for all else; what NeMo's services answer. */
function nemoBody(error: unknown, problem: ApiProblem): unknown {
  if (!(error instanceof z.ZodError)) return { detail: problem.message }
  return {
    detail: error.issues.map((issue) => ({ loc: ['body', ...issue.path], msg: issue.message, type: issue.code })),
  }
}

function isStudioPath(path: string): boolean {
  return !/^\/(?:v\d|nim)\//.test(path)
}

function isAnswerable(error: unknown): error is AnswerableError {
  return error instanceof Error && 'toResponse' in error && typeof error.toResponse === 'function'
}
