/** Tasks of Custom Evaluation that ask a model: one request, several choices of it, or a conversation. */
import type { Pipeline, SampleOutcome } from '@evalflow/engine'
import { z } from 'zod'
import { routeRequest } from '../capabilities/route-request.ts'
import { WINDOW, planWindow } from '../context-window/plan-window.ts'
import { planConversation } from '../conversation/plan-conversation.ts'
import { parseParams } from '../llm-as-a-judge/settings.ts'
import { endpointIdentity } from '../run/endpoint-identity.ts'
import { openTaskDataset, resolveTargetModel } from '../run/row-source.ts'
import { joinColumns } from '../scorers/scorer.ts'
import { type NamedScorer, scoreRow } from '../scorers/score-row.ts'
import type { RowView } from '../template/row-view.ts'
import type { PlannedScore, TaskContext, TaskPlan } from '../types.ts'
import { type AskTarget, type RowNotes, createAskTarget } from './ask-target.ts'
import {
  type ChoiceMemory,
  type ChoicePolicy,
  askChoices,
  choicesSchema,
  combineChoices,
  contextOfChoice,
} from './choices.ts'
import { type CompiledRequest, compileRequest } from './compile-request.ts'
import { createScorers, judgeIdentity, toData } from './create-scorers.ts'

/** @throws EvaluationError with the path of the field at fault */
export async function planOnline(context: TaskContext): Promise<TaskPlan> {
  const endpoint = await resolveTargetModel(
    context.target,
    context.services,
    'its task asks a model. For stored rows use a task of type "data".',
  )
  const rows = await openTaskDataset(context)
  const choices = parseParams(choicesSchema, context.task.params?.['choices'] ?? {}, `${context.path}.params.choices`)
  const request = compileRequest(context, endpoint, choices.n)
  const window = await planWindow(context, endpoint)
  const accepts = readAccepts(context)
  const ask = createAskTarget({ endpoint, kind: request.kind, window, accepts })
  const conversation = await planConversation(context, request, ask)
  const scorers = await createScorers(context, false, conversation?.sampleFields)
  const scores = scorers.flatMap(([, scorer]) => scorer.scores)
  // last, since it may send a few tokens
  await routeRequest(context, endpoint, request.fixed)
  const data = { ...toData(scorers).data, ...(window === undefined ? {} : { [WINDOW]: window.data }) }
  return {
    rows,
    scores: [...(choices.policy === 'mean' ? scores.map(asMean) : scores), ...(window?.scores ?? [])],
    columns: joinColumns(request, ...scorers.map(([, scorer]) => scorer), ...(conversation?.templates ?? [])),
    pipeline: conversation?.createPipeline(scorers) ?? createPipeline({ ask, request, scorers, scores, ...choices }),
    identity: { ...endpointIdentity(endpoint), ...judgeIdentity(scorers), ...conversation?.identity },
    ...(Object.keys(data).length === 0 ? {} : { data }),
  }
}

/** A mean of zeros and ones is neither. */
const asMean = (score: PlannedScore): PlannedScore => ({ ...score, binary: false })

const acceptsSchema = z.array(z.string()).optional()

/** `params.content_parts`: the types of parts beside text that the target takes. */
function readAccepts({ task, path }: TaskContext): readonly string[] | undefined {
  return parseParams(acceptsSchema, task.params?.['content_parts'] ?? undefined, `${path}.params.content_parts`)
}

interface OnlineParts {
  ask: AskTarget
  request: CompiledRequest
  scorers: readonly NamedScorer[]
  scores: readonly PlannedScore[]
  policy: ChoicePolicy
}

function createPipeline({ ask, request, scorers, scores, policy }: OnlineParts): Pipeline {
  const memory: ChoiceMemory = { ignoresN: false }
  return {
    async runSample({ item }, context) {
      const body = request.body.render({ item, sample: {}, topLevel: false }) as Record<string, unknown>
      const notes: RowNotes = { window: [] }
      const { choices, askedSingly } = await askChoices(ask, body, memory, context, notes)
      const scored = policy === 'first' ? choices.slice(0, 1) : choices
      const outcomes: SampleOutcome[] = []
      for (const [i, { text, response }] of scored.entries()) {
        const view: RowView = { item, sample: { output_text: text, response }, topLevel: false }
        outcomes.push(
          await scoreRow(view, scorers, contextOfChoice(context, i), {
            prompt: body['messages'] ?? body['prompt'] ?? null,
            answer: text === '' ? (toolCallsOf(response) ?? '') : text,
          }),
        )
      }
      const outcome = combineChoices(outcomes, policy, scores)
      const kept = choices.length === 1 ? undefined : toKept({ choices, outcomes, policy, askedSingly })
      return withExtra(outcome, { choices: kept, [WINDOW]: notes.window.length > 0 ? notes.window : undefined })
    },
  }
}

/** Adds what is defined to a row's `extra`. */
export function withExtra(outcome: SampleOutcome, added: Readonly<Record<string, unknown>>): SampleOutcome {
  const given = Object.entries(added).filter(([, value]) => value !== undefined)
  if (given.length === 0) return outcome
  return { ...outcome, extra: { ...(outcome.extra as object | undefined), ...Object.fromEntries(given) } }
}

/** All answers of a row, with the scores of those that the policy scores. */
function toKept(found: {
  choices: Awaited<ReturnType<typeof askChoices>>['choices']
  outcomes: readonly SampleOutcome[]
  policy: ChoicePolicy
  askedSingly: number
}) {
  return {
    policy: found.policy,
    asked_singly: found.askedSingly,
    answers: found.choices.map(({ text, finish_reason, response }, i) => {
      const calls = toolCallsOf(response)
      return {
        text,
        finish_reason,
        ...(calls == null ? {} : { tool_calls: calls }),
        ...(found.outcomes[i] === undefined ? {} : { scores: found.outcomes[i].scores }),
      }
    }),
  }
}

/** What a model answered that called tools and said nothing. */
function toolCallsOf(body: unknown): unknown {
  const { choices } = body as { choices?: readonly { message?: { tool_calls?: unknown } }[] }
  return choices?.[0]?.message?.tool_calls
}
