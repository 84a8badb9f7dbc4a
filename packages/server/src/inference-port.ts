/** What the server needs of `@evalflow/models`; `createInference` fits it, and a test brings its own. */
import type { ModelItem } from '@evalflow/contract'

export interface Inference {
  /** OpenAI-compatible: `/v1/models`, `/v1/chat/completions`, `/v1/completions`, `/v1/embeddings`, `/tokenize`, … */
  fetch: (request: Request) => Promise<Response>
  list: () => ModelItem[] | Promise<ModelItem[]>
  /** Downloads; resolves when the model can be used. */
  pull: (id: string, options?: { signal?: AbortSignal }) => Promise<unknown>
  add: (path: string) => Promise<unknown>
  close: () => Promise<void>
}
