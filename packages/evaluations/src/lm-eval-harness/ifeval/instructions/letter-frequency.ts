/** A letter from a to z occurs often enough, or seldom enough; case is ignored. */
import { type Instruction, InstructionUnfit, compareCount, readCount, readRelation, readText } from '../instruction.ts'

export const letterFrequency: Instruction = {
  id: 'keywords:letter_frequency',
  compile(kwargs) {
    const letter = readText(kwargs, 'letter').toLowerCase()
    if (!/^[a-z]$/.test(letter))
      throw new InstructionUnfit(`\`letter\` "${letter}" is none from a to z; the original would draw one at random`)
    const frequency = readCount(kwargs, 'let_frequency')
    const relation = readRelation(kwargs, 'let_relation')
    return (answer) => compareCount(answer.toLowerCase().split(letter).length - 1, relation, frequency)
  },
}
