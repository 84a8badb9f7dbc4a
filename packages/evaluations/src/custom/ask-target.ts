/** One request to the target: window kept, content parts checked and named, what was left out noted on the row. */
import type { Endpoint, ModelReply, SampleContext } from '@evalflow/engine'
import type { WindowNote } from '../context-window/fit-window.ts'
import type { Window } from '../context-window/plan-window.ts'
import type { RequestKind } from '../run/model-request.ts'
import { checkContentParts, findContentParts, withPartsNamed } from './content-parts.ts'

type Body = Readonly<Record<string, unknown>>

/** What happened to the requests of one row. */
export interface RowNotes {
  window: WindowNote[]
}

export interface TargetOptions {
  endpoint: Endpoint
  kind: RequestKind
  window: Window | undefined
  /** Types of content parts the target takes beside text; undefined: not known, it is asked. */
  accepts: readonly string[] | undefined
}

export type AskTarget = (key: string, body: Body, context: SampleContext, notes: RowNotes) => Promise<ModelReply>

export function createAskTarget({ endpoint, kind, window, accepts }: TargetOptions): AskTarget {
  return async (key, body, context, notes) => {
    const parts = findContentParts(body['messages'])
    checkContentParts(parts, accepts)
    const { body: sent, note } = window === undefined ? { body, note: null } : await window.fit(body)
    if (note !== null) notes.window.push(note)
    try {
      return await context.call(key, endpoint, { kind, role: 'target', body: sent })
    } catch (error) {
      throw withPartsNamed(error, parts)
    }
  }
}
