/** Parts of messages that are no text (`image_url`, `input_audio`, `file`): sent as they are, named where a model refuses them. */
import { CallFailed } from '@evalflow/engine'
import { z } from 'zod'
import { evaluationErrors } from '../errors.ts'

const messagesSchema = z.array(z.looseObject({ content: z.unknown() }))
const partSchema = z.looseObject({ type: z.string() })

export interface ContentPart {
  type: string
  /** e.g. `messages.0.content.1` */
  path: string
}

export function findContentParts(messages: unknown): ContentPart[] {
  const read = messagesSchema.safeParse(messages)
  if (!read.success) return []
  return read.data.flatMap(({ content }, i) =>
    (Array.isArray(content) ? content : []).flatMap((part: unknown, j) => {
      const found = partSchema.safeParse(part)
      const isText = !found.success || found.data.type === 'text'
      return isText ? [] : [{ type: found.data.type, path: `messages.${i}.content.${j}` }]
    }),
  )
}

/** @throws EvaluationError `content_part_refused` before anything is sent, where the model is known not to take a part */
export function checkContentParts(parts: readonly ContentPart[], accepts: readonly string[] | undefined): void {
  const refused = accepts === undefined ? undefined : parts.find(({ type }) => !accepts.includes(type))
  if (refused === undefined) return
  throw evaluationErrors.contentPartRefused(
    `The row has ${refused.type} at ${refused.path}, but the target is said to take ${accepts?.join(', ') || 'text alone'}. Nothing was sent.`,
  )
}

/** The error of a call that a server refused with a 4xx, with the parts it held that may be why; any other as it is. */
export function withPartsNamed(error: unknown, parts: readonly ContentPart[]): unknown {
  if (!(error instanceof CallFailed) || parts.length === 0) return error
  const { status } = error
  if (status === null || status < 400 || status >= 500 || [401, 403, 404, 429].includes(status)) return error
  const named = parts.map(({ type, path }) => `${type} at ${path}`).join(', ')
  return new CallFailed(error.code, `The request held ${named}, and was refused. ${error.message}`, error)
}
