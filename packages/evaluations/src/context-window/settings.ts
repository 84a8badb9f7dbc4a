/** `params.context_window` of a task: what becomes of a request longer than the model reads. */
import { z } from 'zod'

export const contextWindowSchema = z.strictObject({
  /** Tokens the model reads and writes in one request. */
  max_tokens: z.int().min(1),
  /**
   * `error`: the row fails. `drop-oldest-turns`: a user's message and all up to the next one go together, the system's
   * message and the last turn stay. `truncate-left`: turns first, then the start of the last user's text or the prompt.
   */
  policy: z.enum(['error', 'drop-oldest-turns', 'truncate-left']).default('error'),
  /** Tokens kept free for the answer; without it the request's own `max_tokens`. */
  reserve: z.int().min(0).optional(),
  /** `auto`: the endpoint's tokenizer where it has one, else an estimate, which the result names. */
  count: z.enum(['auto', 'tokenizer', 'estimate']).default('auto'),
})
export type ContextWindowSettings = z.infer<typeof contextWindowSchema>
