/** The answer ends with a phrase; quotes around the answer and case do not matter. */
import { pythonTrim } from '@evalflow/metrics'
import { type Instruction, readText } from '../instruction.ts'

export const endChecker: Instruction = {
  id: 'startend:end_checker',
  compile(kwargs) {
    const phrase = pythonTrim(readText(kwargs, 'end_phrase')).toLowerCase()
    return (answer) =>
      pythonTrim(answer)
        .replace(/^"+|"+$/g, '')
        .toLowerCase()
        .endsWith(phrase)
  },
}
