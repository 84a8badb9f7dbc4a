import {
  chatChunkSchema,
  chatCompletionSchema,
  completionSchema,
  embeddingListSchema,
  inferenceModelListSchema,
  type ChatChunk,
  type ChatCompletion,
  type ChatRequest,
  type Completion,
  type CompletionRequest,
  type EmbeddingList,
  type EmbeddingRequest,
  type InferenceModel,
} from '@evalflow/contract'
import { ResponseInvalidError } from '../errors.ts'
import { Resource } from '../transport/resource.ts'
import { readServerSentEvents } from '../transport/server-sent-events.ts'
import type { RequestOptions } from '../transport/transport.ts'

/** Models behind an OpenAI-compatible endpoint. `{inferenceURL}/v1/...` */
export class Inference extends Resource {
  async models(options?: RequestOptions): Promise<InferenceModel[]> {
    const list = await this.transport.get('/v1/models', inferenceModelListSchema, options)
    return list.data
  }

  chat(body: ChatRequest, options?: RequestOptions): Promise<ChatCompletion> {
    return this.transport.post('/v1/chat/completions', chatCompletionSchema, { ...body, stream: false }, options)
  }

  /** Chunks as they come; ends at `[DONE]`. @throws ResponseInvalidError on a chunk that is not one */
  async *chatStream(body: ChatRequest, options?: RequestOptions): AsyncGenerator<ChatChunk, void, undefined> {
    const url = '/v1/chat/completions'
    const headers = { Accept: 'text/event-stream', ...options?.headers }
    const json = { ...body, stream: true }
    const answer = await this.transport.send({
      method: 'POST',
      url,
      body: { json },
      answer: 'stream',
      options: { ...options, headers },
    })
    for await (const event of readServerSentEvents(answer.body)) {
      if (event.data === '[DONE]') return
      const chunk = chatChunkSchema.safeParse(JSON.parse(event.data))
      if (!chunk.success) throw new ResponseInvalidError({ request: `POST ${url}`, detail: chunk.error.message })
      yield chunk.data
    }
  }

  completions(body: CompletionRequest, options?: RequestOptions): Promise<Completion> {
    return this.transport.post('/v1/completions', completionSchema, body, options)
  }

  embeddings(body: EmbeddingRequest, options?: RequestOptions): Promise<EmbeddingList> {
    return this.transport.post('/v1/embeddings', embeddingListSchema, body, options)
  }
}
