/** Token ids by the endpoint's own tokenizer: needed only for texts that may be longer than the model's context. */
import type { Endpoint } from '@evalflow/engine'
import { findTokenizeRoute } from '../capabilities/tokenize-route.ts'

export interface RemoteTokenizer {
  /** `special`: with the tokens that the server puts before a text. @throws Error if the route stops answering */
  encode(text: string, special?: boolean): Promise<readonly number[]>
  /** Tokens that the model takes; undefined where the server does not say. */
  readonly maxTokens: number | undefined
}

const TIMEOUT_MS = 60_000

/** Undefined where no route gives token ids. */
export async function findRemoteTokenizer(endpoint: Endpoint): Promise<RemoteTokenizer | undefined> {
  const toBody = (prompt: string, special: boolean) => ({ prompt, add_special_tokens: special })
  const route = await findTokenizeRoute(endpoint, toBody('one', false), {
    fits: ({ ids }) => ids !== undefined,
    timeoutMs: TIMEOUT_MS,
  })
  if ('reason' in route) return undefined
  return {
    maxTokens: route.first.maxTokens,
    async encode(text, special = false) {
      const reply = await route.ask(toBody(text, special))
      if ('reason' in reply) throw new Error(`The tokenizer at ${route.url} gave no tokens: ${reply.reason}.`)
      if (reply.ids === undefined) throw new Error(`The tokenizer at ${route.url} gave a count and no tokens.`)
      return reply.ids
    },
  }
}
