/**
 * MT-bench: rows `{question_id, category, turns: [first, second]}`. The target's first answer stays in the conversation
 * of the second question; each turn has a verdict of its own, and the rating of a row is the mean of its turns.
 */
import type { EngineSample, Pipeline, SampleContext } from '@evalflow/engine'
import { type Row, findColumn } from '../template/row-view.ts'
import { type Message, askJudge } from './ask-judge.ts'
import { renderFor, toRange } from './judge-answer.ts'
import { type Judging, type RowVerdict, toOutcome, unscoredRow } from './judging.ts'
import { askPanel } from './panel.ts'
import { readScores } from './read-verdict.ts'

const MOST_TURNS = 2
/** Where FastChat's MT-bench shows its judge a reference (`llm_judge/common.py`), though other rows carry one too. */
const GUIDED_CATEGORIES = new Set(['math', 'reasoning', 'coding', 'arena-hard-200'])

/** FastChat's `temperature_config` (`llm_judge/common.py`): how freely the target answers, by category. */
const TEMPERATURES: Readonly<Record<string, number>> = {
  writing: 0.7,
  roleplay: 0.7,
  extraction: 0,
  math: 0,
  coding: 0,
  reasoning: 0,
  stem: 0.1,
  humanities: 0.1,
  'arena-hard-200': 0,
}
/** FastChat's for any other category. */
const OTHER_TEMPERATURE = 0.7

/** Asks the target one turn, at MT-bench's temperature for the row unless the config has one. */
export type AskTurn = (
  key: string,
  turn: { messages: readonly Message[]; temperature: number },
  context: SampleContext,
) => Promise<string>

/** Names of a score's parts: `rating`, `rating_turn_1`, `rating_turn_2`. */
export const turnName = (score: string, turn: number): string => `${score}_turn_${turn}`
export const turnNumbers: readonly number[] = Array.from({ length: MOST_TURNS }, (_, i) => i + 1)

/** `ask` undefined: rows hold the answers. */
export function createMtBenchPipeline(judging: Judging, ask: AskTurn | undefined, responseColumn: string): Pipeline {
  return {
    async runSample(sample, context) {
      const { item } = sample
      const questions = findTurns(item) ?? []
      if (questions.length === 0 || questions.length > MOST_TURNS) {
        const why = `the row has ${questions.length} turns, expected 1 to ${MOST_TURNS} texts in "turns"`
        const name = scoreName(judging)
        const verdict = { scores: { [name]: null }, unscored: { [name]: why }, votes: {}, judge: null, reference: null }
        return toOutcome(judging, item, { prompt: questions, answer: null }, verdict)
      }
      const temperature = toTemperature(judging, item)
      const conversation: Message[] = []
      const answers: string[] = []
      for (const [i, question] of questions.entries()) {
        conversation.push({ role: 'user', content: question })
        // a copy: the next turn must not change what this one is asked with
        const answer = ask
          ? await ask(`target:${i + 1}`, { messages: [...conversation], temperature }, context)
          : findStored(item, responseColumn)[i]
        if (answer === undefined) break
        conversation.push({ role: 'assistant', content: answer })
        answers.push(answer)
      }
      const verdict = await judgeTurns(judging, sample, { questions, answers }, context)
      return toOutcome(judging, item, { prompt: conversation, answer: answers.at(-1) ?? null }, verdict)
    },
  }
}

async function judgeTurns(
  judging: Judging,
  sample: EngineSample,
  { questions, answers }: { questions: readonly string[]; answers: readonly string[] },
  context: SampleContext,
): Promise<RowVerdict> {
  const name = scoreName(judging)
  const references = findReferences(judging, sample.item)
  const verdict: RowVerdict = { scores: {}, unscored: {}, votes: {}, judge: null, reference: references.at(-1) ?? null }
  const records: object[] = []
  const values: number[] = []
  for (const [i, question] of questions.entries()) {
    const turn = i + 1
    const found = await judgeTurn(judging, sample, { turn, questions, answers, references }, context)
    const value = found.scores[name] ?? null
    verdict.scores[turnName(name, turn)] = value
    verdict.votes = { ...verdict.votes, [turnName(name, turn)]: found.votes[name] ?? [] }
    if (value === null) verdict.unscored[turnName(name, turn)] = found.unscored[name] ?? 'no reason given'
    else values.push(value)
    records.push({ turn, question, verdict: found.judge })
  }
  const complete = values.length === questions.length
  verdict.scores[name] = complete ? values.reduce((sum, value) => sum + value, 0) / values.length : null
  if (!complete) verdict.unscored[name] = Object.values(verdict.unscored)[0] ?? 'no reason given'
  return {
    ...verdict,
    votes: { ...verdict.votes, [name]: meanVotes(judging, verdict.votes) },
    judge: { turns: records },
  }
}

/** What is known at one turn; later turns are not shown. */
interface Turn {
  turn: number
  questions: readonly string[]
  answers: readonly string[]
  references: readonly string[]
}

async function judgeTurn(
  judging: Judging,
  sample: EngineSample,
  at: Turn,
  context: SampleContext,
): Promise<RowVerdict> {
  const { turn, questions, answers, references } = at
  const name = scoreName(judging)
  if (answers[turn - 1] === undefined)
    return {
      scores: { [name]: null },
      unscored: { [name]: `no stored answer for turn ${turn}` },
      votes: {},
      judge: null,
      reference: null,
    }
  const fields: Record<string, unknown> = { turn, ...toRange(judging) }
  for (let n = 1; n <= turn; n++) {
    fields[`question_${n}`] = questions[n - 1]
    fields[`answer_${n}`] = answers[n - 1]
    const reference = references[n - 1]
    if (reference !== undefined) fields[`reference_${n}`] = reference
  }
  let messages: Message[]
  try {
    messages = renderFor(judging, sample, fields, { fields: turnNumbers.map((n) => `answer_${n}`), columns: [] })
  } catch (error) {
    return unscoredRow([name], error)
  }
  const read = (reply: string) => readScores(reply, judging.specs, judging.asJson)
  const { scores, unscored, votes, shown } = await askPanel(judging.panel, [name], (judge, i) =>
    askJudge(judge, { key: `judge:${i}:turn${turn}`, messages, read }, context),
  )
  return { scores, unscored, votes, judge: shown, reference: null }
}

const scoreName = ({ specs }: Judging): string => specs[0]?.name ?? 'rating'

/** Each judge's mean over the turns; null unless it rated all of them. */
function meanVotes({ panel }: Judging, votes: RowVerdict['votes']): (number | null)[] {
  const turns = Object.values(votes)
  return panel.judges.map((_, judge) => {
    const given = turns.map((turn) => turn[judge] ?? null).filter((vote) => vote !== null)
    return given.length === 0 || given.length < turns.length ? null : given.reduce((a, b) => a + b, 0) / given.length
  })
}

function toTemperature({ categoryColumn }: Judging, item: Row): number {
  const category = findColumn(item, categoryColumn)
  return (typeof category === 'string' ? TEMPERATURES[category] : undefined) ?? OTHER_TEMPERATURE
}

/** `turns`, or `prompt` where it is a list. */
export function findTurns(item: Row): string[] | undefined {
  return toTexts(findColumn(item, 'turns')) ?? toTexts(findColumn(item, 'prompt'))
}

/** Reference answers by turn, where they are shown. */
function findReferences({ usesReferences, categoryColumn }: Judging, item: Row): string[] {
  const category = findColumn(item, categoryColumn)
  const shown = usesReferences ?? (typeof category !== 'string' || GUIDED_CATEGORIES.has(category))
  if (!shown) return []
  return toTexts(findColumn(item, 'reference')) ?? toTexts(findColumn(item, 'reference_answers')) ?? []
}

function findStored(item: Row, column: string): string[] {
  const { turns } = (findColumn(item, 'choices') as readonly { turns?: unknown }[] | undefined)?.[0] ?? {}
  return toTexts(findColumn(item, column)) ?? toTexts(findColumn(item, 'responses')) ?? toTexts(turns) ?? []
}

function toTexts(value: unknown): string[] | undefined {
  return Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string') ? value : undefined
}
