/** Rows with one turn: the calls of one answer against the possible answers, or against none. */
import type { SampleContext } from '@evalflow/engine'
import { type DecodedCall, type PossibleAnswer, checkCalls, parsePyJson, pyRepr } from '@evalflow/metrics'
import { z } from 'zod'
import { evaluationErrors } from '../errors.ts'
import { withPrompt } from './function-tools.ts'
import type { BfclRun, RowVerdict } from './row-run.ts'
import { asFunctionDoc } from './rows.ts'

/** Rows of upstream's data that answer a list documented as floats with ints. */
const INTS_FOR_FLOATS = new Set(['parallel_multiple_187', 'parallel_multiple_195'])

const answersSchema = z.array(z.record(z.string(), z.record(z.string(), z.array(z.unknown()))))

export async function runSingleTurn(run: BfclRun, context: SampleContext): Promise<RowVerdict> {
  const { row, mode, ask, category } = run
  const [turn = []] = row.question
  const messages = mode === 'native' ? turn : withPrompt(turn, row.shown)
  const isFree = category.kind === 'irrelevance' || category.kind === 'relevance'
  // before anything is asked: a row without answers cannot be scored
  const answers = isFree ? { list: [], isExact: false } : readAnswers(run)
  const { message, calls, why } = await ask('target', messages, row.shown, context)
  const shown = {
    prompt: messages,
    answer: calls === null || calls.length === 0 ? (message['content'] ?? '') : calls.map(toCallText),
    reference: isFree ? `${category.kind === 'irrelevance' ? 'no' : 'any'} call` : answers.list,
  }
  if (isFree) return { ...shown, ...judgeFree(category.kind === 'relevance', calls) }
  if (calls === null) return { ...shown, valid: false, kind: 'not_readable', reason: why }
  const verdict = checkCalls(row.functions.map(asFunctionDoc), calls, answers.list, {
    category: category.kind === 'simple' || category.kind === 'multiple' ? category.kind : 'parallel',
    dotsToUnderscores: mode === 'native',
    exactNumbers: answers.isExact || INTS_FOR_FLOATS.has(row.id),
    ...(category.language === undefined ? {} : { language: category.language }),
  })
  return verdict.valid
    ? { ...shown, valid: true, kind: '', reason: '' }
    : { ...shown, valid: false, kind: verdict.kind, reason: verdict.reason }
}

/** What cannot be read counts as no call, as upstream has it. */
function judgeFree(wantsCall: boolean, calls: readonly DecodedCall[] | null) {
  const hasCall = calls !== null && calls.length > 0
  const valid = hasCall === wantsCall
  const reason = valid ? '' : hasCall ? 'A call was made though no function fits.' : 'No call was made though one fits.'
  return { valid, kind: valid ? '' : hasCall ? 'call_not_wanted' : 'no_call', reason }
}

function readAnswers({ answer, row }: BfclRun): { list: readonly PossibleAnswer[]; isExact: boolean } {
  const isText = typeof answer === 'string'
  const read = answersSchema.safeParse(isText ? parseText(answer) : answer)
  if (read.success) return { list: read.data as readonly PossibleAnswer[], isExact: isText }
  throw evaluationErrors.templateFailed(
    'ground_truth',
    new Error(`row "${row.id}" has no possible answers. Give them as \`params.answers\`, or as a column ground_truth`),
  )
}

function parseText(text: string): unknown {
  try {
    return parsePyJson(text)
  } catch {
    return undefined
  }
}

export const toCallText = ({ name, arguments: args }: DecodedCall): string =>
  `${name}(${Object.entries(args)
    .map(([key, value]) => `${key}=${pyRepr(value)}`)
    .join(', ')})`
