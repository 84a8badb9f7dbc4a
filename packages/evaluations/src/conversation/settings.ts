/** `params.conversation` of a task of Custom Evaluation: several turns, a simulated user, tools. */
import { z } from 'zod'

const messageSchema = z.looseObject({ role: z.string().min(1), content: z.unknown() })

const mockSchema = z.looseObject({
  name: z.string().min(1),
  /** Absent: any arguments. Else equal as JSON: order of keys ignored, 1 equals 1.0. */
  arguments: z.record(z.string(), z.unknown()).optional(),
  /** What the tool answers; a text as it is, anything else as JSON. */
  result: z.unknown().optional(),
  /** The tool fails with this message, which the model is told. */
  error: z.string().optional(),
})
export type ToolMock = z.infer<typeof mockSchema>
export const mocksSchema = z.array(mockSchema)

const httpToolSchema = z.strictObject({
  url: z.string().min(1),
  /** POST: arguments as a JSON body. GET: as a query. */
  method: z.enum(['GET', 'POST']).default('POST'),
  /** A key, or a reference to a stored one; sent as `Authorization: Bearer`. */
  api_key: z.string().optional(),
  headers: z.record(z.string(), z.string()).optional(),
  /** Asking twice does no more than asking once, so a call may be tried again; a GET always is. */
  idempotent: z.boolean().default(false),
})
export type HttpTool = z.infer<typeof httpToolSchema>

const toolsSchema = z.strictObject({
  /** A table, or a template that renders one of each row: `{{ item.tool_results | tojson }}`. */
  mocks: z.union([z.string().min(1), mocksSchema]).optional(),
  /** By the name the model calls. */
  http: z.record(z.string().min(1), httpToolSchema).optional(),
  /** Origins that `http` may ask, e.g. `https://tools.example:8443`. */
  allow: z.array(z.string().min(1)).default([]),
  /** A call that neither table nor `http` knows: the row fails, or the model is told that there is no such result. */
  unmatched: z.enum(['fail', 'tell']).default('fail'),
  /** Answers with calls that the model may give in one turn, before it must answer without. */
  max_steps: z.int().min(1).max(200).default(10),
  /** Calls of one answer under way at once. */
  parallel: z.int().min(1).max(64).default(8),
  timeout_seconds: z.number().positive().max(600).default(30),
  max_result_bytes: z.int().min(1).max(16_000_000).default(262_144),
})
export type ToolSettings = z.infer<typeof toolsSchema>

const simulatedUserSchema = z.strictObject({
  /** Another model: a name, an id, or `{api_endpoint}`. */
  model: z.unknown(),
  /** Who the user is and wants; a text becomes the system's message. */
  prompt: z.union([z.string().min(1), z.array(messageSchema).min(1)]).optional(),
  /** The conversation ends when the user says this. */
  stop: z.string().min(1).default('###STOP###'),
  /** Answers of the target at most. */
  max_turns: z.int().min(1).max(200).default(5),
  inference_params: z.record(z.string(), z.unknown()).default({ temperature: 0, max_tokens: 256 }),
})
export type SimulatedUserSettings = z.infer<typeof simulatedUserSchema>

export const conversationSchema = z.strictObject({
  /** User turns after those of the template: texts, messages or lists of messages; mostly `{{ item.turns | tojson }}`. */
  turns: z.union([z.string().min(1), z.array(z.unknown())]).optional(),
  simulated_user: simulatedUserSchema.optional(),
  tools: toolsSchema.optional(),
  /** Tokens of all calls of a row together, as the servers count them; the conversation ends after the call that reaches it. */
  max_total_tokens: z.int().min(1).optional(),
})
export type ConversationSettings = z.infer<typeof conversationSchema>
