/**
 * What runs in place of a log-likelihood benchmark where the endpoint cannot score given texts and the config says
 * `fallback: letters`: the same questions asked by chat for a letter. It is another task, and says so: in its name, its
 * metrics, the result's `scoring_mode`, a warning of the job, and the dispatcher's reasons.
 */
import { type JobReason, jobReasonText, toJobReason } from '@evalflow/contract'
import type { Endpoint, Pipeline } from '@evalflow/engine'
import { type Finding, findingOf } from '../../capabilities/capability.ts'
import type { ChatLogprobsDetail } from '../../capabilities/chat-logprobs-probe.ts'
import { evaluationErrors } from '../../errors.ts'
import type { PlannedScore, TaskContext } from '../../types.ts'
import { checkFirstRow } from '../first-row.ts'
import { compilePrompts } from '../prompt.ts'
import type { Settings } from '../settings.ts'
import type { TaskDefinition } from '../task-definition.ts'
import type { TaskRows } from '../task-rows.ts'
import { createFirstTokenPipeline, firstTokenScores } from './first-token-pipeline.ts'
import { LOGPROB_SUFFIX, WRITTEN_SUFFIX } from './letter-row.ts'
import { toLetterTask } from './letter-task.ts'
import { createWrittenLetterPipeline, writtenLetterScores } from './written-letter-pipeline.ts'

export interface LettersPlan {
  definition: TaskDefinition
  suffix: string
  mode: 'chat_letter_logprobs' | 'chat_letter_written'
  pipeline: Pipeline
  scores: readonly PlannedScore[]
}

export interface LettersOptions {
  endpoint: Endpoint
  definition: TaskDefinition
  settings: Settings
  rows: TaskRows
  /** Why the benchmark itself does not run: a whole sentence. */
  why: JobReason
}

/** @throws EvaluationError `target_unfit` where the task has no form with letters, or the endpoint serves no chat */
export async function planLetters(context: TaskContext, options: LettersOptions): Promise<LettersPlan> {
  const { endpoint, settings } = options
  const why = jobReasonText(options.why)
  const { task } = options.definition
  const definition = toLetterTask(options.definition)
  if (typeof definition === 'string')
    throw evaluationErrors.targetUnfit(`${why} It cannot be asked as letters either: ${definition}.`)
  if (settings.chat === false)
    throw evaluationErrors.targetUnfit(`${why} Letters are asked for by chat, and the chat template is switched off.`)
  const prompts = compilePrompts(definition, context.path)
  await checkFirstRow(options.rows.rows, prompts)
  const logprobs = findingOf(await context.probe(endpoint, ['chat_logprobs']), 'chat_logprobs')
  if (logprobs.state !== 'yes') await checkChat(context, endpoint, why)
  const shared = { endpoint, definition, prompts, examples: options.rows.examples, settings }
  const found = chooseWay(logprobs, shared)
  const name = `${context.name}${found.suffix}`
  context.because(options.why)
  context.reroute('chat-letters', toJobReason('lettersInstead'))
  context.because(found.reason)
  context.warn(
    `Task "${context.name}" runs as "${name}", which is not the benchmark "${task}": ${found.does}. Do not compare its scores with the benchmark’s.`,
  )
  return { ...found, definition }
}

function chooseWay(
  logprobs: Finding,
  shared: Parameters<typeof createWrittenLetterPipeline>[0],
): Omit<LettersPlan, 'definition'> & { does: string; reason: JobReason } {
  const { id } = shared.endpoint
  if (logprobs.state !== 'yes')
    return {
      suffix: WRITTEN_SUFFIX,
      mode: 'chat_letter_written',
      pipeline: createWrittenLetterPipeline(shared),
      scores: writtenLetterScores,
      does: 'the model writes a letter by chat, and the letter is read out of its answer',
      reason: toJobReason('lettersWritten', { endpoint: id, why: logprobs.reason }),
    }
  const { top } = logprobs.detail as ChatLogprobsDetail // the probe made the detail
  return {
    suffix: LOGPROB_SUFFIX,
    mode: 'chat_letter_logprobs',
    pipeline: createFirstTokenPipeline({ ...shared, top }),
    scores: firstTokenScores,
    does: 'it compares how likely each letter is as the first token of a chat’s answer, not the choices’ texts',
    reason: toJobReason('lettersCompared', { endpoint: id, top: String(top) }),
  }
}

async function checkChat({ probe }: TaskContext, endpoint: Endpoint, why: string): Promise<void> {
  const chat = findingOf(await probe(endpoint, ['chat']), 'chat')
  if (chat.state !== 'yes')
    throw evaluationErrors.targetUnfit(
      `${why} It serves no chat either: ${chat.reason}. Check its URL, key and model id.`,
    )
}
