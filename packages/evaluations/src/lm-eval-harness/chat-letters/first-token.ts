/** Log-probabilities of the letters among the first tokens that a chat model could have written. */
import { z } from 'zod'

export interface TokenLogprob {
  readonly token: string
  readonly logprob: number
}

export interface LetterScores {
  /** In the order of the letters; -Infinity for one that is not among the tokens told. */
  readonly logLikelihoods: readonly number[]
  /** Probability of all letters together, 0 to 1: how much of the model's answer they are. */
  readonly mass: number
  /** Letters that are not among the tokens told. */
  readonly missing: number
}

const entrySchema = z.looseObject({ token: z.string(), logprob: z.number() })
const replySchema = z.looseObject({
  choices: z
    .array(
      z.looseObject({
        logprobs: z.looseObject({
          content: z.array(entrySchema.extend({ top_logprobs: z.array(entrySchema) })).min(1),
        }),
      }),
    )
    .min(1),
})

/**
 * What the first token of a chat's answer could have been, likeliest first or in any order: body of
 * `POST /v1/chat/completions` with `logprobs` and `top_logprobs`. Undefined where the reply tells none.
 */
export function readFirstToken(body: unknown): readonly TokenLogprob[] | undefined {
  const parsed = replySchema.safeParse(body)
  const first = parsed.data?.choices[0]?.logprobs.content[0]
  if (first === undefined) return undefined
  const { top_logprobs: top, token, logprob } = first
  if (top.length === 0) return undefined
  // some servers tell the chosen token only by itself
  return top.some((other) => other.token === token) ? top : [{ token, logprob }, ...top]
}

/**
 * Sums the probabilities of all tokens that are a letter once white space is cut off (" A" and "A" are two tokens).
 * Raw marks of a space (`▁`, `Ġ`) count as white space. Case counts.
 */
export function scoreLetters(tokens: readonly TokenLogprob[], letters: readonly string[]): LetterScores {
  const masses = letters.map((letter) =>
    tokens
      .filter(({ token }) => token.replace(/^[▁Ġ\s]+|\s+$/g, '') === letter)
      .reduce((sum, { logprob }) => sum + Math.exp(logprob), 0),
  )
  return {
    logLikelihoods: masses.map(Math.log),
    // rounding of a server may give a hair more than 1
    mass: Math.min(
      1,
      masses.reduce((sum, mass) => sum + mass, 0),
    ),
    missing: masses.filter((mass) => mass === 0).length,
  }
}
