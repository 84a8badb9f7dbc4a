/** What a script of the endpoint is given and what it may answer. */
/** One request as the server saw it. */
export interface ScriptedRequest {
  /** 0-based, in order of arrival. */
  readonly number: number
  readonly path: string
  readonly headers: NodeJS.Dict<string | string[]>
  readonly body: Readonly<Record<string, unknown>>
  /** Last message's content, or the prompt: what identifies a request in most scripts. */
  readonly prompt: string
  /** How often this prompt came before, 0 for the first time. */
  readonly repeat: number
}

export type ScriptedFault =
  | { readonly kind: 'status'; readonly status: number; readonly retryAfter?: string; readonly message?: string }
  /** Takes the request and never answers. */
  | { readonly kind: 'hang' }
  /** Closes the connection without an answer. */
  | { readonly kind: 'reset' }
  /** Sends the head and half of the body, then closes. */
  | { readonly kind: 'break_off' }
  | { readonly kind: 'malformed' }
  | { readonly kind: 'empty_choices' }
  | { readonly kind: 'redirect'; readonly location: string }
  | { readonly kind: 'raw'; readonly status: number; readonly body: string }

export interface ScriptedAnswer {
  /** Text of every choice; an array gives one text per choice. */
  readonly text?: string | readonly string[]
  readonly toolCalls?: readonly { readonly name: string; readonly arguments: string }[]
  /** Before the answer, or its first chunk, leaves. */
  readonly delayMs?: number
  /** Between chunks of a stream; one word is one chunk. */
  readonly chunkDelayMs?: number
  readonly usage?: { readonly prompt_tokens: number; readonly completion_tokens: number }
  readonly logprobs?: unknown
  readonly embedding?: readonly number[]
  readonly fault?: ScriptedFault
}

export type Script = (request: ScriptedRequest) => ScriptedAnswer | string
