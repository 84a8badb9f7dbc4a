/** `string-check` and `number-check`: two rendered texts and an operator. */
import { numberCheck, parseNumberOperator, parseStringOperator, scored, stringCheck } from '@evalflow/metrics'
import { evaluationErrors } from '../errors.ts'
import type { CompiledTemplate } from '../template/template.ts'
import {
  type Scorer,
  type ScorerContext,
  type ScorerType,
  compileParam,
  joinColumns,
  plannedScore,
  scoreOne,
} from './scorer.ts'

const BINARY = { range: [0, 1] as [number, number], binary: true }

/** `check: [left, operator, right]` */
export const stringCheckScorer: ScorerType = {
  id: 'string-check',
  create(context) {
    const [left, operator, right, ...rest] = toCheck(context)
    if (rest.length > 0 || right === undefined)
      throw badCheck(context, '["{{sample.output_text}}", "contains", "{{item.answer}}"]')
    const known = named(context, () => parseStringOperator(String(operator)))
    const sides = [
      compileParam(context, String(left), 'check.0'),
      compileParam(context, String(right), 'check.2'),
    ] as const
    return twoSided(context, 'string-check', sides, (a, b) => scored(stringCheck(a, known, b)))
  },
}

/** `check: [left, operator, right]`, or `["absolute difference", left, right, "epsilon", 1]` */
export const numberCheckScorer: ScorerType = {
  id: 'number-check',
  create(context) {
    const check = toCheck(context)
    const isPrefix = typeof check[0] === 'string' && /^absolute[ _]difference$/i.test(check[0].trim())
    const [operator, left, right] = isPrefix ? check : [check[1], check[0], check[2]]
    const epsilonAt = check.indexOf('epsilon')
    const given = epsilonAt >= 0 ? check[epsilonAt + 1] : context.params['epsilon']
    const epsilon = given === undefined ? undefined : Number(given)
    if (right === undefined) throw badCheck(context, '["{{sample.output_text}}", "==", "{{item.answer}}"]')
    const known = named(context, () => parseNumberOperator(String(operator)))
    if (known === 'absolute difference' && !(epsilon !== undefined && epsilon >= 0))
      throw badCheck(context, '["absolute difference", "{{sample.output_text}}", "{{item.answer}}", "epsilon", 0.01]')
    const options = epsilon === undefined ? {} : { epsilon }
    const sides = [
      compileParam(context, String(left), isPrefix ? 'check.1' : 'check.0'),
      compileParam(context, String(right), 'check.2'),
    ] as const
    return twoSided(context, 'number-check', sides, (a, b) => numberCheck(a, known, b, options))
  },
}

function twoSided(
  context: ScorerContext,
  name: string,
  [left, right]: readonly [CompiledTemplate, CompiledTemplate],
  compare: (left: string, right: string) => ReturnType<typeof numberCheck>,
): Scorer {
  return {
    scores: [plannedScore(context.metric, name, BINARY)],
    columns: joinColumns(left, right),
    score: (view) =>
      scoreOne(name, () => {
        const reference = right.render(view)
        return { ...compare(left.render(view), reference), reference }
      }),
  }
}

function toCheck(context: ScorerContext): unknown[] {
  const check = context.params['check']
  if (!Array.isArray(check)) throw badCheck(context, '["{{sample.output_text}}", "equals", "{{item.answer}}"]')
  return check
}

const badCheck = (context: ScorerContext, example: string) =>
  evaluationErrors.configInvalid(`${context.path}.check`, `expected a list like ${example}.`)

/** Gives an unknown operator the place where it stands. */
function named<T>(context: ScorerContext, parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    throw evaluationErrors.configInvalid(
      `${context.path}.check`,
      error instanceof Error ? error.message : String(error),
    )
  }
}
