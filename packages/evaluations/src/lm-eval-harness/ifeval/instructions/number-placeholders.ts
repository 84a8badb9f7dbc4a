/** At least so many placeholders in square brackets. */
import { type Instruction, readCount } from '../instruction.ts'

export const numberPlaceholders: Instruction = {
  id: 'detectable_content:number_placeholders',
  compile(kwargs) {
    const wanted = readCount(kwargs, 'num_placeholders')
    return (answer) => [...answer.matchAll(/\[[^\n]*?\]/g)].length >= wanted
  },
}
