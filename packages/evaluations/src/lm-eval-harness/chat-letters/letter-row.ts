/** One row asked for a letter, whichever way the answer is had. */
import type { Endpoint, EngineSample } from '@evalflow/engine'
import { examplesOf, toTurns } from '../generation-pipeline.ts'
import type { ChatMessage, Prompts } from '../prompt.ts'
import { toGold } from '../row-scores.ts'
import type { Settings } from '../settings.ts'
import type { Doc, TaskDefinition } from '../task-definition.ts'

export interface LetterOptions {
  endpoint: Endpoint
  /** As `toLetterTask` made it. */
  definition: TaskDefinition
  prompts: Prompts
  examples: readonly Doc[]
  settings: Settings
}

export interface LetterRow {
  messages: ChatMessage[]
  letters: readonly string[]
  /** The right letter; undefined for a row without one, which no answer matches. */
  gold: string | undefined
}

/** Scores of both ways end so, and so do the task and its groups. */
export const LOGPROB_SUFFIX = '_chat_letters'
export const WRITTEN_SUFFIX = '_chat_letters_written'

export function toLetterRow({ item }: EngineSample, options: LetterOptions): LetterRow {
  const { prompts, examples } = options
  const letters = (prompts.choices?.read(item) ?? []).map((letter) => letter.trim())
  const gold = [toGold(prompts.target.read(item), letters)].flat()[0] ?? -1
  return {
    messages: toTurns(prompts.toMessages(item, examplesOf(item, examples)), options),
    letters,
    gold: letters[gold],
  }
}
