/** One request of a probe, and what came of it. */
import type { ModelReply, ModelRequest } from '@evalflow/engine'

export interface Asked {
  /** Null if the endpoint refused or could not be asked; `why` then says so. */
  readonly reply: ModelReply | null
  readonly why: string
  /** It could not be asked at all: no connection, no answer in time. */
  readonly unreached: boolean
}

/** Sends one probe. `key` is unique within the probes of an endpoint. */
export type Ask = (key: string, kind: ModelRequest['kind'], body: Readonly<Record<string, unknown>>) => Promise<Asked>

export function choiceCount(reply: ModelReply): number {
  const { choices } = reply.body as { choices?: unknown[] } // parsed by the engine, which checked that it is an object
  return choices?.length ?? 0
}
