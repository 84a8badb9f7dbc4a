/**
 * Several answers to one request (`n`): all are kept on the row, and scored by a stated policy. A server that gives fewer
 * than asked, or refuses `n`, is asked again one by one, with the seed (if any) counted up so that it does not repeat itself.
 */
import { CallFailed, type ModelReply, type SampleContext, type SampleOutcome } from '@evalflow/engine'
import { z } from 'zod'
import type { PlannedScore } from '../types.ts'
import type { AskTarget, RowNotes } from './ask-target.ts'

/**
 * `first`: of the first answer alone. `best`: each score's highest. `mean`: each score's mean over the answers that have
 * it. Scores of a whole corpus stand on the best answer by their metric, for `first` and `mean` on the first.
 */
export const choicesSchema = z.strictObject({
  n: z.int().min(1).max(128).optional(),
  policy: z.enum(['first', 'best', 'mean']).default('first'),
})
export type ChoicePolicy = z.infer<typeof choicesSchema>['policy']

/** What a plan has learned of its endpoint. */
export interface ChoiceMemory {
  ignoresN: boolean
}

export interface Choice {
  text: string
  finish_reason: string | null
  /** The body an answer with this choice alone would have had. */
  response: unknown
}

const bodySchema = z.looseObject({
  choices: z.array(
    z.looseObject({
      index: z.number().optional(),
      text: z.string().nullish(),
      finish_reason: z.string().nullish(),
      message: z.looseObject({ content: z.unknown() }).optional(),
    }),
  ),
})

/** @returns the answers, and how many had to be asked for one by one */
export async function askChoices(
  ask: AskTarget,
  body: Readonly<Record<string, unknown>>,
  memory: ChoiceMemory,
  context: SampleContext,
  notes: RowNotes,
): Promise<{ choices: Choice[]; askedSingly: number }> {
  const { n: given, seed, ...single } = body
  const n = typeof given === 'number' ? given : 1
  const choices: Choice[] = []
  if (!memory.ignoresN) {
    try {
      choices.push(...toChoices(await ask('target', body, context, notes)))
      memory.ignoresN = choices.length < n
    } catch (error) {
      if (!refusesN(error)) throw error
      memory.ignoresN = true
    }
  }
  const had = choices.length
  for (let i = had; i < n; i++) {
    const seeded = typeof seed === 'number' ? { ...single, seed: seed + i } : single
    choices.push(...toChoices(await ask(`target:choice:${i}`, seeded, context, notes)).slice(0, 1))
  }
  return { choices: choices.slice(0, n), askedSingly: n - had > 0 ? n - had : 0 }
}

const refusesN = (error: unknown) =>
  error instanceof CallFailed && error.code === 'bad_request' && /\bn\b|choices|best_of/i.test(error.message)

/** In the order of their index. */
export function toChoices(reply: ModelReply): Choice[] {
  const read = bodySchema.safeParse(reply.body)
  if (!read.success) return [{ text: reply.text, finish_reason: reply.finishReason, response: reply.body }]
  const sorted = read.data.choices.toSorted((a, b) => (a.index ?? 0) - (b.index ?? 0))
  return sorted.map((choice) => {
    const content = choice.text ?? choice.message?.content
    return {
      text: typeof content === 'string' ? content : '',
      finish_reason: choice.finish_reason ?? null,
      response: { ...read.data, choices: [{ ...choice, index: 0 }] },
    }
  })
}

/** A context whose calls cannot meet those of another choice. */
export function contextOfChoice(context: SampleContext, index: number): SampleContext {
  if (index === 0) return context
  return {
    call: (key, endpoint, request) => context.call(`choice:${index}:${key}`, endpoint, request),
    step: (key, run) => context.step(`choice:${index}:${key}`, run),
    get signal() {
      return context.signal
    },
  }
}

/** One outcome of the outcomes of all scored choices, in their order. */
export function combineChoices(
  outcomes: readonly SampleOutcome[],
  policy: ChoicePolicy,
  planned: readonly PlannedScore[],
): SampleOutcome {
  const [first] = outcomes
  if (first === undefined) throw new Error('a row with no choice has no outcome')
  if (policy === 'first' || outcomes.length === 1) return first
  const scores: Record<string, number | null> = {}
  const unscored: Record<string, string> = {}
  for (const key of Object.keys(first.scores)) {
    const values = outcomes.map((outcome) => outcome.scores[key]).filter((value) => typeof value === 'number')
    if (values.length === 0) {
      scores[key] = null
      unscored[key] = first.unscored[key] ?? 'no choice could be scored'
    } else scores[key] = policy === 'best' ? Math.max(...values) : values.reduce((a, b) => a + b) / values.length
  }
  const judges = outcomes.flatMap(({ judge }) => (judge === undefined ? [] : [judge]))
  const shown = policy === 'best' ? bestOf(outcomes, planned[0]?.key) : first
  return {
    ...shown,
    scores,
    unscored,
    extra: policy === 'best' ? bestExtras(outcomes, planned) : first.extra,
    ...(judges.length === 0 ? {} : { judge: { choices: judges } }),
  }
}

function bestOf(outcomes: readonly SampleOutcome[], key: string | undefined): SampleOutcome {
  const value = (outcome: SampleOutcome) => (key === undefined ? null : outcome.scores[key]) ?? -Infinity
  return outcomes.reduce((best, outcome) => (value(outcome) > value(best) ? outcome : best))
}

/** Each metric's counts from the choice that is best by its first score. */
function bestExtras(outcomes: readonly SampleOutcome[], planned: readonly PlannedScore[]): Record<string, unknown> {
  const extras: Record<string, unknown> = {}
  for (const metric of new Set(planned.map((score) => score.metric))) {
    const key = planned.find((score) => score.metric === metric)?.key
    const counts = bestOf(outcomes, key).extra as Readonly<Record<string, unknown>> | undefined
    if (counts?.[metric] !== undefined) extras[metric] = counts[metric]
  }
  return extras
}
