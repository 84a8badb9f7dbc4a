/** Judges one answer: by rating or rubric, or against a second answer. */
import type { EngineSample, SampleContext } from '@evalflow/engine'
import { hashText } from '../run/hash-text.ts'
import { type Row, findColumn } from '../template/row-view.ts'
import type { RowView } from '../template/row-view.ts'
import { type Judge, type Message, askJudge } from './ask-judge.ts'
import { type JudgePrompt, renderFenced } from './judge-prompt.ts'
import type { Judging, RowVerdict } from './judging.ts'
import { unscoredRow } from './judging.ts'
import { type OrderVerdict, resolvePair } from './pairwise.ts'
import { type Vote, askPanel } from './panel.ts'
import { describeRubric } from './prompts.ts'
import { type Slot, readScores, readWinner } from './read-verdict.ts'

export interface Answered {
  /** What was asked, if it is known. */
  question: string | undefined
  answer: string
  /** The model's raw reply; undefined for stored answers. */
  response?: unknown
  /** Columns of the row that hold the answer, fenced where a prompt reads them. */
  columns: readonly string[]
}

export const WIN = 'win_rate'
export const CONSISTENCY = 'consistency'
export const FIRST_POSITION = 'first_position'

export const judgeAnswer = (judging: Judging, sample: EngineSample, answered: Answered, context: SampleContext) =>
  judging.mode === 'pairwise'
    ? comparePair(judging, sample, answered, context)
    : rateAnswer(judging, sample, answered, context)

async function rateAnswer(
  judging: Judging,
  sample: EngineSample,
  answered: Answered,
  context: SampleContext,
): Promise<RowVerdict> {
  const names = judging.specs.map(({ name }) => name)
  let messages: Message[]
  let reference: string | null
  try {
    const shared = toShared(judging, sample, answered)
    reference = shared.reference ?? null
    const fields = {
      ...shared,
      ...toRange(judging),
      output_text: answered.answer,
      ...(answered.response === undefined ? {} : { response: answered.response }),
    }
    messages = renderFor(judging, sample, fields, { fields: ['output_text'], columns: answered.columns })
  } catch (error) {
    return unscoredRow(names, error)
  }
  const read = (reply: string) => readScores(reply, judging.specs, judging.asJson)
  const panel = await askPanel(judging.panel, names, (judge, i) =>
    askJudge(judge, { key: `judge:${i}`, messages, read }, context),
  )
  const { scores, unscored, votes, shown } = panel
  return { scores, unscored, votes, reference, judge: shown }
}

async function comparePair(
  judging: Judging,
  sample: EngineSample,
  answered: Answered,
  context: SampleContext,
): Promise<RowVerdict> {
  const { pair } = judging
  const orders = pair.swap ? [false, true] : [swapsBy(sample, judging.promptHash)]
  let asked: { swapped: boolean; messages: Message[] }[]
  let reference: string | null
  try {
    const shared = toShared(judging, sample, answered)
    reference = shared.reference ?? null
    const baseline = pair.baseline.render(toView(sample.item, {}))
    asked = orders.map((swapped) => {
      const [answer_a, answer_b] = swapped ? [baseline, answered.answer] : [answered.answer, baseline]
      const fields = { ...shared, answer_a, answer_b }
      const columns = answered.columns
      return { swapped, messages: renderFor(judging, sample, fields, { fields: ['answer_a', 'answer_b'], columns }) }
    })
  } catch (error) {
    return unscoredRow([WIN], error)
  }
  // by judge, so that sums do not depend on who answers first
  const consistencies: number[] = []
  const firsts: number[] = []
  const panel = await askPanel(judging.panel, [WIN], async (judge, i) => {
    const vote = await askOrders(judging, judge, i, asked, context)
    if (vote.consistent !== null) consistencies[i] = Number(vote.consistent)
    if (vote.firstPosition !== null) firsts[i] = vote.firstPosition
    return vote
  })
  const scores: RowVerdict['scores'] = { ...panel.scores }
  if (consistencies.length > 0) scores[CONSISTENCY] = meanOf(consistencies.filter((value) => value !== undefined))
  if (firsts.length > 0) scores[FIRST_POSITION] = meanOf(firsts.filter((value) => value !== undefined))
  return { scores, unscored: panel.unscored, votes: panel.votes, reference, judge: panel.shown }
}

async function askOrders(
  judging: Judging,
  judge: Judge,
  index: number,
  asked: readonly { swapped: boolean; messages: Message[] }[],
  context: SampleContext,
): Promise<Vote & { consistent: boolean | null; firstPosition: number | null }> {
  const read = (reply: string) => {
    const { value, reason } = readWinner(reply, judging.pair.pattern, judging.asJson)
    return { scores: { slot: value }, unscored: reason === null ? {} : { slot: reason } }
  }
  const verdicts: OrderVerdict[] = []
  const records: object[] = []
  const problems: string[] = []
  for (const { swapped, messages } of asked) {
    const key = `judge:${index}:${swapped ? 'ba' : 'ab'}`
    const { scores, unscored, record } = await askJudge(judge, { key, messages, read }, context)
    records.push({ order: swapped ? 'BA' : 'AB', ...record })
    const slot = scores['slot']
    if (isSlot(slot)) verdicts.push({ slot, swapped })
    else problems.push(unscored['slot'] ?? 'no verdict')
  }
  const record = { model: judge.endpoint.modelId, orders: records }
  if (problems.length > 0)
    return {
      scores: { [WIN]: null },
      unscored: { [WIN]: problems.join('; ') },
      record,
      consistent: null,
      firstPosition: null,
    }
  const { win, consistent, firstPosition } = resolvePair(verdicts, judging.pair.rule)
  return { scores: { [WIN]: win }, unscored: {}, record, consistent, firstPosition }
}

const isSlot = (value: number | null | undefined): value is Slot => value === 0 || value === 1 || value === 2
const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

/** Asked in one order only, half of the rows show B first, always the same ones. */
const swapsBy = (sample: EngineSample, promptHash: string): boolean =>
  Number.parseInt(hashText(`order\n${toSeed(sample, promptHash)}`).slice(0, 2), 16) % 2 === 1

function toShared(
  judging: Judging,
  sample: EngineSample,
  { question }: Answered,
): { question?: string; reference?: string } {
  const { reference } = judging
  return {
    ...(question === undefined ? {} : { question }),
    ...(reference === undefined ? {} : { reference: reference.render(toView(sample.item, {})) }),
  }
}

export function toRange({ specs }: Judging): Row {
  const [first] = specs
  return {
    rubric: describeRubric(specs),
    ...(first?.minimum === undefined ? {} : { minimum: first.minimum }),
    ...(first?.maximum === undefined ? {} : { maximum: first.maximum }),
  }
}

const toView = (item: Row, sample: Row): RowView => ({ item, sample, topLevel: false })
const toSeed = (sample: EngineSample, promptHash: string) =>
  `${sample.task}\n${sample.index}\n${sample.id}\n${promptHash}`

/** Messages for one row; the named texts fenced unless the config says otherwise. */
export function renderFor(
  judging: { prompt: JudgePrompt; promptHash: string; fence: boolean },
  sample: EngineSample,
  fields: Row,
  fenced: { fields: readonly string[]; columns: readonly string[] },
): Message[] {
  const view = toView(sample.item, fields)
  if (!judging.fence) return judging.prompt.render(view)
  return renderFenced(judging.prompt, view, { seed: toSeed(sample, judging.promptHash), ...fenced })
}

/** Where rows usually hold the question. */
export function findQuestion(item: Row): string | undefined {
  const found = ['prompt', 'question', 'instruction', 'input'].map((name) => findColumn(item, name))
  return found.find((value) => typeof value === 'string')
}
