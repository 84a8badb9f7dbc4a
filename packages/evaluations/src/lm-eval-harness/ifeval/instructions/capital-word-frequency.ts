/** The number of words in capitals; a hyphenated word is one. */
import { type Instruction, compareCount, readCount, readRelation } from '../instruction.ts'
import { isUpper } from '../python-case.ts'
import { tokenizeWords } from '../sentences/words.ts'

export const capitalWordFrequency: Instruction = {
  id: 'change_case:capital_word_frequency',
  compile(kwargs) {
    const frequency = readCount(kwargs, 'capital_frequency')
    const relation = readRelation(kwargs, 'capital_relation')
    return (answer) => compareCount(tokenizeWords(answer).filter(isUpper).length, relation, frequency)
  },
}
