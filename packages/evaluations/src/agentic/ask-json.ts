/**
 * Asks a judge for one JSON object: the last one in its reply counts, one attempt to repair what cannot be read, then there
 * is none. What is judged is fenced as data.
 */
import type { Endpoint, SampleContext } from '@evalflow/engine'
import type { z } from 'zod'
import { addNote, createFence } from '../llm-as-a-judge/fence.ts'
import { findLastObject, withoutReasoning } from '../llm-as-a-judge/read-verdict.ts'
import { endpointKind, toBody } from '../run/model-request.ts'

export interface JsonJudge {
  readonly endpoint: Endpoint
  readonly settings: Readonly<Record<string, unknown>>
}

export interface JsonRecord {
  key: string
  reply: string
  repair?: string
}

export interface Question<T> {
  /** Unique within the row. */
  key: string
  /** What to do, and the form of the reply. */
  task: string
  /** Named texts to judge. */
  data: Readonly<Record<string, string>>
  schema: z.ZodType<T>
}

/** `value` undefined if no reply could be read; `why` then says so. */
export async function askJson<T>(
  judge: JsonJudge,
  { key, task, data, schema }: Question<T>,
  context: SampleContext,
): Promise<{ value: T | undefined; why: string; record: JsonRecord }> {
  const fence = createFence(`${task}\n${JSON.stringify(data)}`, Object.values(data))
  const shown = Object.entries(data).map(([name, text]) => `${name}:\n${fence.wrap(text)}`)
  const messages = addNote([{ role: 'user', content: `${task}\n\n${shown.join('\n\n')}` }], fence.note)
  const kind = endpointKind(judge.endpoint)
  const ask = (as: string, said: readonly object[]) =>
    context.call(as, judge.endpoint, {
      kind,
      role: 'judge',
      body: toBody(kind, { ...judge.settings, messages: [...messages, ...said] }),
    })
  const first = await ask(key, [])
  const found = read(first.text, schema)
  if (found !== undefined) return { value: found, why: '', record: { key, reply: first.text } }
  const second = await ask(`${key}:repair`, [
    { role: 'assistant', content: first.text },
    {
      role: 'user',
      content: 'Your last reply could not be read. Give only the JSON object, in the form you were asked for.',
    },
  ])
  const repaired = read(second.text, schema)
  const why = repaired === undefined ? `the judge's reply to "${key}" holds no JSON object of the form asked for` : ''
  return { value: repaired, why, record: { key, reply: first.text, repair: second.text } }
}

function read<T>(reply: string, schema: z.ZodType<T>): T | undefined {
  const parsed = schema.safeParse(findLastObject(withoutReasoning(reply)))
  return parsed.success ? parsed.data : undefined
}
