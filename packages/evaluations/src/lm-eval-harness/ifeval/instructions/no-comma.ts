/** No comma. */
import type { Instruction } from '../instruction.ts'

export const noComma: Instruction = {
  id: 'punctuation:no_comma',
  compile: () => (answer) => !answer.includes(','),
}
