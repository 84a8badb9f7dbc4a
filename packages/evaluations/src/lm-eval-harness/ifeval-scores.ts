/**
 * IFEval's four numbers: the share of rows whose instructions are all followed, and the share of all instructions that are,
 * strictly and loosely. A row with an instruction that cannot be checked is unscored in all four.
 */
import type { CorpusFold } from '../types.ts'
import type { Filter } from './filters.ts'
import type { GeneratedRow } from './generated-row.ts'
import { InstructionUnfit } from './ifeval/instruction.ts'
import { type IfevalScores, scoreIfeval } from './ifeval/score-ifeval.ts'
import { type CompiledScores, type RowScores, put, toPlanned } from './row-scores.ts'
import type { TaskDefinition } from './task-definition.ts'

const MODES = ['strict', 'loose'] as const

const promptLevel = (mode: string) => `prompt_level_${mode}_acc`
const instructionLevel = (mode: string) => `inst_level_${mode}_acc`

export function compileIfevalScores(_task: TaskDefinition, filters: readonly Filter[]): CompiledScores<GeneratedRow> {
  return {
    planned: MODES.flatMap((mode) => [
      toPlanned(promptLevel(mode), [0, 1], true),
      { ...toPlanned(instructionLevel(mode), [0, 1], false), corpus: { perRow: true, create: createShare } },
    ]),
    score({ doc, answers }) {
      const result: RowScores = { scores: {}, unscored: {}, extra: {} }
      const [found, why] = tryScore(doc, filters[0]?.apply(answers, doc) ?? '')
      for (const mode of MODES) {
        const followed = found?.[mode]
        const count = followed?.filter(Boolean).length ?? 0
        put(result, promptLevel(mode), followed === undefined ? null : Number(count === followed.length), why)
        put(result, instructionLevel(mode), followed === undefined ? null : count / followed.length, why)
        if (followed !== undefined) result.extra[instructionLevel(mode)] = [count, followed.length]
      }
      if (found !== undefined) result.extra['followed'] = found
      return result
    },
  }
}

function tryScore(doc: GeneratedRow['doc'], answer: string): [IfevalScores | undefined, string] {
  try {
    return [scoreIfeval(doc, answer), '']
  } catch (error) {
    if (error instanceof InstructionUnfit) return [undefined, error.message]
    throw error
  }
}

/** Followed over all; `extra` holds [followed, all] of a row. */
function createShare(): CorpusFold {
  let followed = 0
  let all = 0
  return {
    add(extra) {
      const [some, of] = Array.isArray(extra) ? extra : []
      if (typeof some !== 'number' || typeof of !== 'number') return
      followed += some
      all += of
    },
    value: () => (all === 0 ? null : followed / all),
  }
}
