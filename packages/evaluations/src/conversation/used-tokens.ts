/** Tokens a call used: as the server told, else estimated, so that a cap holds for servers that tell nothing. */
import type { ModelReply } from '@evalflow/engine'
import { estimateTokens } from '../context-window/count-tokens.ts'

export interface UsedTokens {
  tokens: number
  isEstimate: boolean
}

export function toTokens({ usage, text }: ModelReply, body: Readonly<Record<string, unknown>>): UsedTokens {
  const { prompt, completion } = usage
  if (prompt !== null && completion !== null) return { tokens: prompt + completion, isEstimate: false }
  return { tokens: estimateTokens(body) + estimateTokens({ prompt: text }), isEstimate: true }
}
