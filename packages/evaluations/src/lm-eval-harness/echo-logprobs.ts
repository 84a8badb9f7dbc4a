/**
 * Log-probabilities of an echoed prompt (`POST completions` with `echo` and `logprobs`), aligned with its text.
 *
 * Where the continuation begins is read from the tokens' own texts: servers may put a BOS token in front, may or may not
 * add a generated token behind, and a token may straddle the border. Offsets (`text_offset`) are used where token texts do
 * not add up to the prompt; there servers count in different units, so only prompts of ASCII are trusted to them.
 *
 *   tokens   <s> | The  sky  is | blue | .
 *            added  context       ^continuation  ^generated
 */
export interface Echo {
  tokens: readonly string[]
  logprobs: readonly (number | null)[]
  /** Best log-probability at each place; null where the server gives none. */
  best: readonly (number | null)[]
  offsets: readonly number[] | null
  text: string
}

export interface AlignedEcho {
  /** Tokens before the prompt's own. */
  addedTokens: number
  /** First token of the continuation, and the first behind it. */
  start: number
  end: number
  /** The token at `start` begins in the context. */
  straddles: boolean
}

type Json = Record<string, unknown>
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null

/** Choice `index` of a reply; a text says what is missing. */
export function readEcho(body: unknown, index: number): Echo | string {
  const choices: unknown[] = isObject(body) && Array.isArray(body['choices']) ? body['choices'] : []
  // servers need not keep the order
  const choice = choices.find((one) => isObject(one) && one['index'] === index) ?? choices[index]
  const logprobs = isObject(choice) ? choice['logprobs'] : undefined
  if (!isObject(choice) || !isObject(logprobs)) return 'it gives no `logprobs` with an echoed prompt'
  const { tokens, token_logprobs: values, top_logprobs: top, text_offset: offsets } = logprobs
  if (!Array.isArray(tokens) || !Array.isArray(values) || tokens.length !== values.length)
    return 'its `logprobs` have no `tokens` and `token_logprobs` of one length'
  return {
    tokens: tokens.map(String),
    logprobs: values.map((value: unknown) => (typeof value === 'number' ? value : null)),
    best: values.map((_, i) => (Array.isArray(top) ? bestOf(top[i]) : null)),
    offsets: Array.isArray(offsets) && offsets.length === tokens.length ? offsets.map(Number) : null,
    text: typeof choice['text'] === 'string' ? choice['text'] : '',
  }
}

function bestOf(top: unknown): number | null {
  if (!isObject(top)) return null
  const values = Object.values(top).filter((value) => typeof value === 'number')
  return values.length === 0 ? null : Math.max(...values)
}

/** `context` is the beginning of `prompt`. A text says why the two cannot be brought together. */
export function alignEcho(echo: Echo, prompt: string, context: string): AlignedEcho | string {
  return alignByTokens(echo, prompt, context) ?? alignByOffsets(echo, prompt, context)
}

/** At most this many tokens may stand before the prompt. */
const MOST_ADDED = 3

function alignByTokens(echo: Echo, prompt: string, context: string): AlignedEcho | undefined {
  const bytes = echo.tokens.map(tokenBytes)
  const wanted = Buffer.from(prompt)
  for (let added = 0; added <= MOST_ADDED; added++) {
    const ends = endsOf(bytes, added, wanted)
    if (ends === undefined) continue
    const border = Buffer.byteLength(context)
    const inside = ends.findIndex((end) => end > border)
    const start = added + (inside < 0 ? ends.length : inside)
    const before = inside <= 0 ? 0 : (ends[inside - 1] ?? 0)
    return { addedTokens: added, start, end: added + ends.length, straddles: inside >= 0 && before < border }
  }
  return undefined
}

/** Byte offsets at which the tokens from `from` on end, up to the end of the prompt; undefined if they are not its text. */
function endsOf(tokens: readonly Buffer[], from: number, prompt: Buffer): number[] | undefined {
  const ends: number[] = []
  let at = 0
  for (const token of tokens.slice(from)) {
    if (at === prompt.length) break
    if (!prompt.subarray(at, at + token.length).equals(token)) return undefined
    at += token.length
    ends.push(at)
  }
  return at === prompt.length && at > 0 ? ends : undefined
}

/** `bytes:\xe2\x80` stands for bytes that are no whole character. */
function tokenBytes(token: string): Buffer {
  const escaped = /^bytes:((?:\\x[0-9a-fA-F]{2})+)$/.exec(token)?.[1]
  return escaped === undefined ? Buffer.from(token) : Buffer.from(escaped.replaceAll('\\x', ''), 'hex')
}

const ASCII = /^[\0-\x7f]*$/

function alignByOffsets(echo: Echo, prompt: string, context: string): AlignedEcho | string {
  if (echo.offsets === null) return 'its tokens do not add up to the prompt, and it gives no `text_offset`'
  if (!ASCII.test(prompt))
    return 'its tokens do not add up to the prompt, and its offsets cannot be trusted beyond ASCII'
  const shift = Math.max(0, echo.text.indexOf(prompt))
  const offsets = echo.offsets.map((offset) => offset - shift)
  const findFrom = (offset: number) => {
    const index = offsets.findIndex((value) => value >= offset)
    return index < 0 ? offsets.length : index
  }
  const end = findFrom(prompt.length)
  const at = findFrom(context.length)
  const straddles = at > 0 && at <= end && offsets[at] !== context.length && context.length < prompt.length
  // where offsets begin twice at 0, the first of the two is the server's own token
  const firstOwn = offsets.lastIndexOf(0)
  return { addedTokens: Math.max(0, firstOwn), start: straddles ? at - 1 : at, end, straddles }
}

export interface ScoredText {
  /** Natural logarithm. */
  logLikelihood: number
  tokens: number
  /** Every token was the likeliest; null where the server does not say. */
  isGreedy: boolean | null
}

/** Sum over [start, end). A text names what is missing. */
export function sumLogprobs(echo: Echo, start: number, end: number): ScoredText | string {
  let logLikelihood = 0
  let isGreedy: boolean | null = true
  for (let i = start; i < end; i++) {
    const value = echo.logprobs[i] ?? null
    if (value === null) return `the server gives no log-probability for token ${i} ("${echo.tokens[i]}")`
    logLikelihood += value
    const best = echo.best[i] ?? null
    if (best === null) isGreedy = null
    else if (value !== best && isGreedy === true) isGreedy = false
  }
  return { logLikelihood, tokens: end - start, isGreedy }
}
