/**
 * What a judge says of an agent's conversation, by RAGAS's definitions (0.4.3): goal accuracy, topic adherence, answer
 * accuracy. The steps and formulas are RAGAS's, the words of the prompts are not; scores of one judge under both differ.
 */
import type { SampleContext } from '@evalflow/engine'
import { z } from 'zod'
import { type JsonJudge, type JsonRecord, type Question, askJson } from './ask-json.ts'

/** A score, or null with the reason; `records` is what the judge said, `extra` what it was made of. */
export interface Judged {
  value: number | null
  reason: string
  records: JsonRecord[]
  extra?: unknown
}

type Ask = <T>(question: Question<T>) => Promise<T | string>

/** Collects what the judge said; a text instead of a value is why there is none. */
function collecting(judge: JsonJudge, context: SampleContext): { ask: Ask; records: JsonRecord[] } {
  const records: JsonRecord[] = []
  return {
    records,
    async ask(question) {
      const { value, why, record } = await askJson(judge, question, context)
      records.push(record)
      return value === undefined ? why : value
    },
  }
}

const outcomeSchema = z.looseObject({ user_goal: z.string(), end_state: z.string() })
const verdictSchema = z.looseObject({ verdict: z.union([z.literal(0), z.literal(1), z.literal('0'), z.literal('1')]) })

/** 1 if what was reached is what was wanted: `reference`, or without it the goal the judge reads from the conversation. */
export async function judgeGoal(
  judge: JsonJudge,
  given: { transcript: string; reference: string | undefined },
  context: SampleContext,
): Promise<Judged> {
  const { ask, records } = collecting(judge, context)
  const outcome = await ask({
    key: 'judge:outcome',
    task:
      'Read the conversation of a person with an agent that uses tools. Say what the person wanted, and what was the case ' +
      'at the end. Reply with one JSON object: {"user_goal": "...", "end_state": "..."}',
    data: { Conversation: given.transcript },
    schema: outcomeSchema,
  })
  if (typeof outcome === 'string') return { value: null, reason: outcome, records }
  const verdict = await ask({
    key: 'judge:compare',
    task:
      'Is the outcome that was reached the outcome that was wanted? Details that nobody asked for do not matter. ' +
      'Reply with one JSON object: {"reason": "...", "verdict": 1 if it is, 0 if it is not}',
    data: { 'Outcome wanted': given.reference ?? outcome.user_goal, 'Outcome reached': outcome.end_state },
    schema: verdictSchema,
  })
  if (typeof verdict === 'string') return { value: null, reason: verdict, records }
  return { value: Number(verdict.verdict), reason: '', records, extra: outcome }
}

const topicsSchema = z.looseObject({ topics: z.array(z.string()) })
const refusedSchema = z.looseObject({ refused: z.boolean() })
const classesSchema = z.looseObject({ classifications: z.array(z.boolean()) })

export type TopicMode = 'f1' | 'precision' | 'recall'

/**
 * Of the topics that came up: those answered ought to be among the reference topics (precision), those among them ought to
 * be answered (recall).
 */
export async function judgeTopics(
  judge: JsonJudge,
  given: { transcript: string; topics: readonly string[]; mode: TopicMode },
  context: SampleContext,
): Promise<Judged> {
  const { ask, records } = collecting(judge, context)
  const { transcript } = given
  const found = await ask({
    key: 'judge:topics',
    task: 'List the topics that the person brings up. Reply with one JSON object: {"topics": ["...", "..."]}',
    data: { Conversation: transcript },
    schema: topicsSchema,
  })
  if (typeof found === 'string') return { value: null, reason: found, records }
  const { topics } = found
  if (topics.length === 0) return { value: null, reason: 'the judge found no topic in the conversation', records }
  const refusals = await Promise.all(
    topics.map((topic, i) =>
      ask({
        key: `judge:refused:${i}`,
        task: 'Did the agent decline to talk about the topic? Reply with one JSON object: {"refused": true or false}',
        data: { Topic: topic, Conversation: transcript },
        schema: refusedSchema,
      }),
    ),
  )
  const classes = await ask({
    key: 'judge:classes',
    task:
      'For each topic, in order: does it fall under one of the reference topics? Reply with one JSON object holding a ' +
      'list with as many entries as there are topics: {"classifications": [true or false, ...]}',
    data: { 'Reference topics': given.topics.join('\n'), Topics: topics.join('\n') },
    schema: classesSchema.refine(({ classifications }) => classifications.length === topics.length),
  })
  // side by side they end in any order
  records.sort((a, b) => (a.key < b.key ? -1 : 1))
  const unread = [...refusals, classes].find((answer) => typeof answer === 'string')
  if (typeof unread === 'string' || typeof classes === 'string') return { value: null, reason: String(unread), records }
  const rows = topics.map((topic, i) => {
    const refusal = refusals[i]
    const answered = typeof refusal === 'object' && !refusal.refused
    return { topic, answered, on_topic: classes.classifications[i] === true }
  })
  return { value: adherence(rows, given.mode), reason: '', records, extra: { topics: rows } }
}

function adherence(rows: readonly { answered: boolean; on_topic: boolean }[], mode: TopicMode): number {
  const count = (answered: boolean, onTopic: boolean) =>
    rows.filter((row) => row.answered === answered && row.on_topic === onTopic).length
  const right = count(true, true)
  const share = (missed: number) => (right + missed === 0 ? 0 : right / (right + missed))
  const [precision, recall] = [share(count(true, false)), share(count(false, true))]
  if (mode !== 'f1') return mode === 'precision' ? precision : recall
  return precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall)
}

const ratingSchema = z.looseObject({ rating: z.union([z.literal(0), z.literal(2), z.literal(4)]) })

/** Two ratings of 0, 2 or 4, each text once as the standard; their mean over 4. One that cannot be read is left out. */
export async function judgeAnswerAccuracy(
  judge: JsonJudge,
  given: { question: string; response: string; reference: string },
  context: SampleContext,
): Promise<Judged> {
  const { ask, records } = collecting(judge, context)
  const { question, response, reference } = given
  const rate = (key: string, rated: string, standard: string) =>
    ask({
      key,
      task:
        'Rate how well the answer agrees with the standard: 4 if it says the same, 2 if it says a part of it and ' +
        'contradicts nothing, 0 if it says something else. Reply with one JSON object: {"rating": 0, 2 or 4}',
      data: { Question: question, Answer: rated, Standard: standard },
      schema: ratingSchema,
    })
  const ratings = [await rate('judge:rating:1', response, reference), await rate('judge:rating:2', reference, response)]
  const read = ratings.flatMap((rating) => (typeof rating === 'string' ? [] : [rating.rating]))
  if (read.length === 0) return { value: null, reason: String(ratings[0]), records }
  const sum = read.reduce<number>((total, rating) => total + rating, 0)
  return { value: sum / read.length / 4, reason: '', records }
}
