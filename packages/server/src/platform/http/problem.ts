/**
 * Refusals of the platform routes, in NeMo's shape.
 *
 * They carry their whole answer, because clients read headers too: `x-should-retry: false` keeps the official SDK from
 * repeating a 409, `X-Error-Code` tells huggingface_hub which exception to raise.
 */
import type { HfErrorCode, ValidationIssue } from '@evalflow/contract'
import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { z } from 'zod'

export class PlatformProblem extends HTTPException {
  constructor(
    status: ContentfulStatusCode,
    message: string,
    body: unknown,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(status, { message, res: Response.json(body, { status, headers: { ...headers } }) })
  }
}

function plain(status: ContentfulStatusCode, detail: string, headers?: Record<string, string>): PlatformProblem {
  return new PlatformProblem(status, detail, { detail }, headers)
}

const NO_RETRY = { 'x-should-retry': 'false' }

export const platformProblems = {
  notFound: (what: string, ref: string) =>
    plain(404, `${what} "${ref}" does not exist. Check namespace and name, or list what there is.`),
  /** Clients of NeMo look for `model deployment already exists` in the body, so it is said in these words. */
  taken: (what: string, ref: string) =>
    plain(
      409,
      `"${ref}": ${what[0]?.toLowerCase()}${what.slice(1)} already exists. Choose another name, or update the one there is.`,
      NO_RETRY,
    ),
  inUse: (detail: string) => plain(409, detail, NO_RETRY),
  badRequest: (detail: string) => plain(400, detail),
  tooLarge: (limitBytes: number) =>
    plain(413, `The body is larger than ${limitBytes} bytes. Send less, or upload it as a file.`),
  /** One field refused, in FastAPI's shape. */
  invalid: (loc: readonly (string | number)[], msg: string, type = 'value_error') =>
    invalid([{ loc: [...loc], msg, type }]),
  /** All issues of a failed parse; `where` is `body` or `query`. */
  unparsed: (error: z.ZodError, where: 'body' | 'query' = 'body') =>
    invalid(error.issues.flatMap((issue) => toIssues(issue, [where]))),
}

/** Errors of the Hugging Face API: `{error}`, and the same in headers. */
export const hubProblems = {
  notFound: (code: HfErrorCode, message: string) => hub(404, message, { 'X-Error-Code': code }),
  repo: (id: string) =>
    hub(404, `Repository "${id}" does not exist. Create it first.`, { 'X-Error-Code': 'RepoNotFound' }),
  revision: (id: string, revision: string) =>
    hub(404, `Repository "${id}" has no branch, tag or commit "${revision}".`, { 'X-Error-Code': 'RevisionNotFound' }),
  entry: (id: string, path: string) =>
    hub(404, `Repository "${id}" has no "${path}" at this revision.`, { 'X-Error-Code': 'EntryNotFound' }),
  /** The client reads `url` from the body of this one. */
  repoTaken: (id: string, url: string) => {
    const error = `Repository "${id}" exists already.`
    return new PlatformProblem(409, error, { error, url }, { 'X-Error-Message': error, ...NO_RETRY })
  },
  refuse: (status: ContentfulStatusCode, message: string, headers?: Record<string, string>) =>
    hub(status, message, headers),
}

function hub(status: ContentfulStatusCode, error: string, headers: Record<string, string> = {}): PlatformProblem {
  // header values are latin-1; names in messages may not be
  const text = error.replaceAll(/[^\x20-\x7e]/g, '?')
  return new PlatformProblem(status, error, { error }, { 'X-Error-Message': text, ...headers })
}

function invalid(detail: ValidationIssue[]): PlatformProblem {
  const text = detail.map((issue) => `${issue.loc.join('.')}: ${issue.msg}`).join('; ')
  return new PlatformProblem(422, text, { detail })
}

/** A union says only "invalid input"; its branches say why. The branch that got furthest is the one that was meant. */
function toIssues(issue: z.core.$ZodIssue, path: readonly (string | number)[]): ValidationIssue[] {
  const loc = [...path, ...issue.path.map((part) => (typeof part === 'number' ? part : String(part)))]
  if (issue.code !== 'invalid_union' || issue.errors.length === 0)
    return [{ loc, msg: issue.message, type: issue.code }]
  const depth = (issues: readonly z.core.$ZodIssue[]) => Math.max(0, ...issues.map((inner) => inner.path.length))
  const meant = [...issue.errors].sort((a, b) => depth(b) - depth(a))[0] ?? []
  return meant.flatMap((inner) => toIssues(inner, loc))
}
