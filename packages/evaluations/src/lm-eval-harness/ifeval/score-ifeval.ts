/**
 * Scores of one IFEval row (lm-eval `tasks/ifeval/utils.py`): which of its instructions the answer follows, strictly and
 * loosely. Loosely means that one of eight versions of the answer follows it: with and without asterisks, and with its
 * first line, its last line or both left out. An empty answer follows nothing.
 */
import { pythonTrim } from '@evalflow/metrics'
import { type Check, InstructionUnfit, type Kwargs } from './instruction.ts'
import { findInstruction } from './registry.ts'

export interface IfevalScores {
  /** One for each instruction of the row, in order. */
  strict: boolean[]
  loose: boolean[]
}

/** @throws InstructionUnfit naming the instruction, if one of them cannot be checked */
export function scoreIfeval(doc: Readonly<Record<string, unknown>>, answer: string): IfevalScores {
  const checks = readInstructions(doc)
  const versions = looseVersions(answer)
  const follows = (check: Check, text: string) => pythonTrim(text) !== '' && check(text)
  return {
    strict: checks.map((check) => follows(check, answer)),
    loose: checks.map((check) => versions.some((text) => follows(check, text))),
  }
}

function readInstructions({ instruction_id_list: ids, kwargs }: Readonly<Record<string, unknown>>): Check[] {
  if (!Array.isArray(ids) || !Array.isArray(kwargs) || ids.length !== kwargs.length || ids.length === 0)
    throw new InstructionUnfit('`instruction_id_list` and `kwargs` are not lists of one length')
  return ids.map((id, i) => compileInstruction(String(id), kwargs[i]))
}

function compileInstruction(id: string, given: unknown): Check {
  const instruction = findInstruction(id)
  if (instruction === undefined) throw new InstructionUnfit(`"${id}" is no instruction that is known here`)
  try {
    return instruction.compile(dropEmpty(given))
  } catch (error) {
    throw new InstructionUnfit(`"${id}": ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
}

/** Without what Python holds for false; the hub writes every parameter that an instruction lacks as null. */
function dropEmpty(given: unknown): Kwargs {
  const isEmpty = (value: unknown) => !value || (Array.isArray(value) && value.length === 0)
  return Object.fromEntries(Object.entries(Object(given)).filter(([, value]) => !isEmpty(value)))
}

function looseVersions(answer: string): string[] {
  const lines = answer.split('\n')
  const cut = [lines.slice(1), lines.slice(0, -1), lines.slice(1, -1)].map((part) => pythonTrim(part.join('\n')))
  const versions = [answer, ...cut]
  return [...versions, ...versions.map((text) => text.replaceAll('*', ''))]
}
