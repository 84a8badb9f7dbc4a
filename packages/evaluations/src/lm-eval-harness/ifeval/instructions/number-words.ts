/** The number of words: runs of letters, digits and underscores. */
import { type Instruction, compareCount, readCount, readRelation } from '../instruction.ts'
import { WORD } from '../python-case.ts'

const WORDS = new RegExp(`[${WORD}]+`, 'gu')

export const numberWords: Instruction = {
  id: 'length_constraints:number_words',
  compile(kwargs) {
    const threshold = readCount(kwargs, 'num_words')
    const relation = readRelation(kwargs, 'relation')
    return (answer) => compareCount([...answer.matchAll(WORDS)].length, relation, threshold)
  },
}
