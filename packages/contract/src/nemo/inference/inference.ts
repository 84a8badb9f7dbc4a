/**
 * Inference: the OpenAI shapes that NIM and this server answer.
 *
 * Deliberately loose: endpoints differ in what they add. Only what Evalflow reads is named.
 * Source: OpenAI API reference; SDK 1.5.0 `types/chat`, `types/completion*`, `types/embedding*`.
 */
import { z } from 'zod'

export const inferenceModelSchema = z.looseObject({
  id: z.string(),
  object: z.string().nullish(),
  /** Unix seconds. */
  created: z.number().nullish(),
  owned_by: z.string().nullish(),
})
export type InferenceModel = z.infer<typeof inferenceModelSchema>
export const inferenceModelListSchema = z.looseObject({
  object: z.string().nullish(),
  data: z.array(inferenceModelSchema),
})

export const tokenUsageSchema = z.looseObject({
  prompt_tokens: z.int().nullish(),
  completion_tokens: z.int().nullish(),
  total_tokens: z.int().nullish(),
})
export type TokenUsage = z.infer<typeof tokenUsageSchema>

export const chatMessageSchema = z.looseObject({
  role: z.string(),
  /** Text, parts, or null beside tool calls. */
  content: z.union([z.string(), z.array(z.unknown())]).nullish(),
  tool_calls: z.array(z.unknown()).nullish(),
})
export type ChatMessage = z.infer<typeof chatMessageSchema>

export const chatRequestSchema = z.looseObject({
  model: z.string(),
  messages: z.array(chatMessageSchema),
  stream: z.boolean().nullish(),
})
export type ChatRequest = z.infer<typeof chatRequestSchema>
export const chatCompletionSchema = z.looseObject({
  id: z.string().nullish(),
  model: z.string().nullish(),
  choices: z.array(
    z.looseObject({ index: z.int().nullish(), message: chatMessageSchema, finish_reason: z.string().nullish() }),
  ),
  usage: tokenUsageSchema.nullish(),
})
export type ChatCompletion = z.infer<typeof chatCompletionSchema>
/** One `data:` of a streamed chat completion; `[DONE]` ends the stream and is no chunk. */
export const chatChunkSchema = z.looseObject({
  choices: z.array(
    z.looseObject({
      delta: z.looseObject({ content: z.string().nullish() }).nullish(),
      finish_reason: z.string().nullish(),
    }),
  ),
  usage: tokenUsageSchema.nullish(),
})
export type ChatChunk = z.infer<typeof chatChunkSchema>

export const completionRequestSchema = z.looseObject({
  model: z.string(),
  prompt: z.union([z.string(), z.array(z.unknown())]),
})
export type CompletionRequest = z.infer<typeof completionRequestSchema>
export const completionSchema = z.looseObject({
  id: z.string().nullish(),
  model: z.string().nullish(),
  choices: z.array(z.looseObject({ text: z.string(), finish_reason: z.string().nullish() })),
  usage: tokenUsageSchema.nullish(),
})
export type Completion = z.infer<typeof completionSchema>

export const embeddingRequestSchema = z.looseObject({
  model: z.string(),
  input: z.union([z.string(), z.array(z.unknown())]),
})
export type EmbeddingRequest = z.infer<typeof embeddingRequestSchema>
export const embeddingListSchema = z.looseObject({
  data: z.array(z.looseObject({ index: z.int().nullish(), embedding: z.union([z.array(z.number()), z.string()]) })),
  usage: tokenUsageSchema.nullish(),
})
export type EmbeddingList = z.infer<typeof embeddingListSchema>
