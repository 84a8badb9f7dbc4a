/** The whole answer stands in double quotation marks. */
import { pythonTrim } from '@evalflow/metrics'
import type { Instruction } from '../instruction.ts'

export const quotation: Instruction = {
  id: 'startend:quotation',
  compile: () => (answer) => /^".*"$/s.test(pythonTrim(answer)),
}
