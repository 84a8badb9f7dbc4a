/** Prepares the context window of a task: which counter, and how the result tells what was trimmed. */
import type { Endpoint } from '@evalflow/engine'
import { evaluationErrors } from '../errors.ts'
import type { CorpusFold, PlannedScore, TaskContext } from '../types.ts'
import { parseParams } from '../llm-as-a-judge/settings.ts'
import { estimateCounter, findTokenizer } from './count-tokens.ts'
import { type WindowNote, fitWindow } from './fit-window.ts'
import { contextWindowSchema } from './settings.ts'

/** Key of a row's notes in `extra`, and of the metric that counts them. */
export const WINDOW = 'context_window'

export interface Window {
  fit(
    body: Readonly<Record<string, unknown>>,
  ): Promise<{ body: Readonly<Record<string, unknown>>; note: WindowNote | null }>
  readonly scores: readonly PlannedScore[]
  /** For the result. */
  readonly data: Readonly<Record<string, unknown>>
}

/** Undefined where the task states none. @throws EvaluationError `config_invalid` */
export async function planWindow(context: TaskContext, endpoint: Endpoint): Promise<Window | undefined> {
  const given = context.task.params?.[WINDOW]
  if (given == null) return undefined
  const path = `${context.path}.params.${WINDOW}`
  const settings = parseParams(contextWindowSchema, given, path)
  const tokenizer = settings.count === 'estimate' ? undefined : await findTokenizer(endpoint)
  if (tokenizer === undefined && settings.count === 'tokenizer')
    throw evaluationErrors.configInvalid(
      `${path}.count`,
      `endpoint "${endpoint.id}" has no tokenizer at /tokenize. Use \`estimate\`, or \`auto\`.`,
    )
  const counter = tokenizer ?? estimateCounter
  if (counter.by === 'estimate')
    context.warn(
      `The context window of ${settings.max_tokens} tokens is kept by an estimate (bytes / 3), since ${
        settings.count === 'estimate' ? 'the config asks for it' : `endpoint "${endpoint.id}" has no tokenizer`
      }.`,
    )
  return {
    fit: (body) => fitWindow(body, settings, counter),
    scores: [trimmedRows],
    data: { max_tokens: settings.max_tokens, policy: settings.policy, counted_by: counter.by },
  }
}

/** How many rows were sent shorter than they are. */
export const trimmedRows: PlannedScore = {
  metric: WINDOW,
  score: 'trimmed_rows',
  key: `${WINDOW}.trimmed_rows`,
  range: null,
  binary: false,
  corpus: { perRow: false, interval: false, create: createCount },
}

function createCount(): CorpusFold {
  let trimmed = 0
  let rows = 0
  return {
    add(notes) {
      rows++
      if (Array.isArray(notes) && notes.length > 0) trimmed++
    },
    value: () => (rows === 0 ? null : trimmed),
  }
}
