/** The whole answer is JSON, with or without a fence around it. */
import { pythonTrim } from '@evalflow/metrics'
import type { Instruction } from '../instruction.ts'
import { dropPrefix, dropSuffix } from '../python-case.ts'

const FENCES = ['```json', '```Json', '```JSON', '```']

export const jsonFormat: Instruction = {
  id: 'detectable_format:json_format',
  compile: () => (answer) => {
    const opened = FENCES.reduce(dropPrefix, pythonTrim(answer))
    return isPythonJson(pythonTrim(dropSuffix(opened, '```')))
  },
}

/** Python reads NaN and Infinity too. */
function isPythonJson(text: string): boolean {
  const standard = text.replace(/"(?:[^"\\]|\\.)*"|-?Infinity|(?<!-)NaN/gs, (found) =>
    found.startsWith('"') ? found : ' 0 ',
  )
  try {
    JSON.parse(standard)
    return true
  } catch {
    return false
  }
}
