/** Which tokens of a long text go into which request: lm-eval's `get_rolling_token_windows` and its cut from the left. */

/** A request's tokens; those from `start` on are scored. */
export interface TokenWindow {
  tokens: readonly number[]
  start: number
}

/**
 * Windows that score each token of `tokens` once. The first begins with `prefix`; each next one begins with as many tokens
 * of what was scored before as leave it full, at least one.
 *
 * `size`: scored tokens of a full window, with one more before them.
 */
export function rollingWindows(tokens: readonly number[], prefix: number, size: number): TokenWindow[] {
  if (tokens.length === 0) return []
  const first = Math.min(size, tokens.length)
  const windows: TokenWindow[] = [{ tokens: [prefix, ...tokens.slice(0, first)], start: 1 }]
  for (let scored = first; scored < tokens.length;) {
    const end = Math.min(tokens.length, scored + size)
    const begin = end - size - 1
    windows.push({ tokens: tokens.slice(begin, end), start: scored - begin })
    scored = end
  }
  return windows
}

/** The last `most` tokens, of which the context lost as many as were dropped. */
export function cutLeft(
  tokens: readonly number[],
  contextTokens: number,
  most: number,
): TokenWindow & { dropped: number } {
  const dropped = Math.max(0, tokens.length - most)
  return { tokens: tokens.slice(dropped), start: contextTokens - dropped, dropped }
}
