/** `tool-calling`: calls in the model's raw answer against the calls a template renders. */
import { type ToolCall, scoreToolCalls } from '@evalflow/metrics'
import { z } from 'zod'
import { evaluationErrors } from '../errors.ts'
import type { Row } from '../template/row-view.ts'
import { parseJson } from '../template/value-template.ts'
import { type ScorerType, allUnscored, paramTemplate, plannedScore } from './scorer.ts'

const NAMES = ['function_name_accuracy', 'function_name_and_args_accuracy'] as const

const callsSchema = z.array(
  z.looseObject({ function: z.looseObject({ name: z.string(), arguments: z.unknown().optional() }) }),
)

const answerSchema = z.looseObject({
  choices: z.array(z.looseObject({ message: z.looseObject({ tool_calls: z.array(z.unknown()).nullish() }) })).min(1),
})

/** `tool_calls_ground_truth` renders a list of `{function: {name, arguments}}`. A row without calls made scores 0. */
export const toolCallingScorer: ScorerType = {
  id: 'tool-calling',
  create(context) {
    const truth = paramTemplate(context, 'tool_calls_ground_truth')
    const path = `${context.path}.tool_calls_ground_truth`
    return {
      scores: NAMES.map((name) => plannedScore(context.metric, name, { range: [0, 1], binary: true })),
      columns: truth.columns,
      score(view) {
        try {
          const text = truth.render(view)
          const expected = callsSchema.safeParse(parseJson(text))
          if (!expected.success)
            throw evaluationErrors.templateFailed(
              path,
              new Error(`expected a list of {function: {name, arguments}}, found ${text.slice(0, 80)}`),
            )
          const reference = expected.data.map((call) => toCall(call.function))
          return {
            scores: { ...scoreToolCalls(madeCalls(view.sample), reference) },
            unscored: {},
            reference,
          }
        } catch (error) {
          return allUnscored(NAMES, error)
        }
      },
    }
  },
}

const toCall = (call: { name: string; arguments?: unknown }): ToolCall => ({
  name: call.name,
  arguments: call.arguments,
})

/** Calls of the first choice, or of a whole conversation; a call without a readable function counts, with a name no truth can have. */
function madeCalls({ response, tool_calls: ofConversation }: Row): ToolCall[] {
  const answer = answerSchema.safeParse(response)
  const ofAnswer = answer.success ? (answer.data.choices[0]?.message.tool_calls ?? []) : []
  const calls = Array.isArray(ofConversation) ? ofConversation : ofAnswer
  return calls.map((call: unknown) => {
    const read = callsSchema.element.safeParse(call)
    return read.success ? toCall(read.data.function) : { name: '', arguments: null }
  })
}
