/** The number of sentences. */
import { type Instruction, compareCount, readCount, readRelation } from '../instruction.ts'
import { splitSentences } from '../sentences/punkt.ts'

export const numberSentences: Instruction = {
  id: 'length_constraints:number_sentences',
  compile(kwargs) {
    const threshold = readCount(kwargs, 'num_sentences')
    const relation = readRelation(kwargs, 'relation')
    return (answer) => compareCount(splitSentences(answer).length, relation, threshold)
  },
}
