/**
 * One verdict of one judge: the call, one attempt to repair what could not be read, and what to do about a judge that
 * does not take `response_format`. Keys are `key`, `key:repair` and, without the format, `key:plain`.
 */
import { CallFailed, type Endpoint, type ModelReply, type SampleContext } from '@evalflow/engine'
import { endpointKind, toBody } from '../run/model-request.ts'
import type { Verdict } from './read-verdict.ts'

export type Message = Readonly<Record<string, unknown>>

export interface Judge {
  readonly endpoint: Endpoint
  /** Sampling settings of the request. */
  readonly settings: Readonly<Record<string, unknown>>
  /** `response_format` of the request, where JSON is asked for. */
  readonly format?: Readonly<Record<string, unknown>>
  /** One of a panel that has a quorum without it: a dead endpoint then does not end the job. */
  readonly isOptional?: boolean
}

/** What was asked and said, as a sample shows it. */
export interface JudgeRecord {
  model: string
  /** The fallback that answered in the judge's place; absent where the judge did. */
  served_by?: string
  messages: readonly Message[]
  reply: string
  repair?: string
  /** Why there was a repair. */
  unreadable?: Readonly<Record<string, string>>
}

export interface JudgeAnswer extends Verdict {
  record: JudgeRecord
}

export interface Asked {
  key: string
  messages: readonly Message[]
  read: (reply: string) => Verdict
  /** Of this row, over the judge's own. */
  settings?: Readonly<Record<string, unknown>>
}

/** Judges whose server refused `response_format`: not tried again in this process. */
const plainJudges = new WeakSet<Judge>()

/** @throws CallFailed when the judge could not be asked; whatever the run throws when it ends */
export async function askJudge(judge: Judge, asked: Asked, context: SampleContext): Promise<JudgeAnswer> {
  const { key, messages, read } = asked
  const ask = (as: string, said: readonly Message[]) =>
    send(judge, as, { messages: said, settings: { ...judge.settings, ...asked.settings } }, context)
  const first = await ask(key, messages)
  const { id, modelId } = judge.endpoint
  const standIn = first.servedBy === id ? {} : { served_by: first.servedBy }
  const record: JudgeRecord = { model: modelId, ...standIn, messages, reply: first.text }
  const verdict = read(first.text)
  if (first.finishReason === 'length') return { ...cutOff(verdict), record }
  const problems = Object.values(verdict.unscored)
  if (problems.length === 0) return { ...verdict, record }

  const again = [...messages, { role: 'assistant', content: first.text }, { role: 'user', content: toRepair(problems) }]
  const second = await ask(`${key}:repair`, again)
  const repaired = second.finishReason === 'length' ? cutOff(read(second.text)) : read(second.text)
  // what the first reply said stands; the repair only fills what could not be read
  const scores: Record<string, number | null> = {}
  const unscored: Record<string, string> = {}
  for (const name in verdict.scores) {
    scores[name] = verdict.scores[name] ?? repaired.scores[name] ?? null
    if (scores[name] === null) unscored[name] = repaired.unscored[name] ?? verdict.unscored[name] ?? 'no reason given'
  }
  return { scores, unscored, record: { ...record, repair: second.text, unreadable: verdict.unscored } }
}

const toRepair = (problems: readonly string[]) =>
  `Your last reply could not be read: ${[...new Set(problems)].join('; ')}. ` +
  'Give only the rating, exactly in the form you were asked for.'

/** A reply that was cut may end before its verdict, so that the last match is of something else. */
function cutOff(verdict: Verdict): Verdict {
  const names = Object.keys(verdict.scores)
  const reason = "the judge's reply was cut at its token limit (finish_reason length); give the judge more tokens"
  return {
    scores: Object.fromEntries(names.map((name) => [name, null])),
    unscored: Object.fromEntries(names.map((name) => [name, reason])),
  }
}

async function send(
  judge: Judge,
  key: string,
  { messages, settings }: Required<Pick<Asked, 'messages' | 'settings'>>,
  context: SampleContext,
): Promise<ModelReply> {
  const { endpoint, format, isOptional = false } = judge
  const kind = endpointKind(endpoint)
  const call = (as: string, more: object) =>
    context.call(as, endpoint, {
      kind,
      role: 'judge',
      isOptional,
      body: toBody(kind, { ...settings, ...more, messages }),
    })
  if (format === undefined) return call(key, {})
  if (plainJudges.has(judge)) return call(`${key}:plain`, {})
  try {
    return await call(key, { response_format: format })
  } catch (error) {
    if (!(error instanceof CallFailed) || error.code !== 'bad_request') throw error
    const reply = await call(`${key}:plain`, {})
    plainJudges.add(judge)
    return reply
  }
}
