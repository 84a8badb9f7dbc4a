/**
 * The job that is killed: a question per row, an answer scored by string check, and for every third row a second call
 * to a judge, so that a crash between answering and judging is covered too.
 */
import { createHash } from 'node:crypto'
import type { Endpoint, EngineSample, Journal, Pipeline } from '@evalflow/engine'

export const TASK = 'main_task'
/** A row that is judged makes two calls. */
export const isJudged = (index: number) => index % 3 === 0
export const callsOf = (rows: number) => rows + Math.ceil(rows / 3)

export function createPipeline(url: string): Pipeline {
  const target: Endpoint = { id: 'target', url, modelId: 'target', format: 'openai' }
  const judge: Endpoint = { id: 'judge', url, modelId: 'judge', format: 'openai' }
  const ask = (content: string) => ({ kind: 'chat' as const, body: { messages: [{ role: 'user', content }] } })
  return {
    async runSample(sample, context) {
      const prompt = String(sample.item['prompt'])
      const reply = await context.call('answer', target, { ...ask(prompt), role: 'target' })
      const reference = prompt.toUpperCase()
      const scores: Record<string, number | null> = { 'string-check.string-check': reply.text === reference ? 1 : 0 }
      const unscored: Record<string, string> = {}
      if (isJudged(sample.index)) {
        const verdict = await context.call('judge', judge, { ...ask(`rate ${reply.text}`), role: 'judge' })
        const rating = Number(/\d+/.exec(verdict.text)?.[0] ?? Number.NaN)
        scores['judge.rating'] = Number.isNaN(rating) ? null : rating
        if (Number.isNaN(rating)) unscored['judge.rating'] = 'no number in the verdict'
      }
      return { prompt, answer: reply.text, reference, scores, unscored }
    },
  }
}

export function* toSamples(rows: number): Generator<EngineSample> {
  for (let index = 0; index < rows; index++)
    yield { task: TASK, index, id: `row-${index}`, item: { prompt: `say ${index}` } }
}

/** The result as bytes: every row in order and the scores, without times, which differ from run to run. */
export async function toResultBytes(journal: Journal): Promise<string> {
  const rows = createHash('sha256')
  for (const row of journal.samples(TASK)) {
    const { index, id, status, prompt, answer, reference, scores, unscored, error, served_by, item } = row
    rows.update(
      JSON.stringify([index, id, status, prompt, answer, reference, scores, unscored, error, served_by, item]),
    )
  }
  return JSON.stringify({ counts: journal.counts(), scores: await journal.scores(), rows: rows.digest('hex') })
}
