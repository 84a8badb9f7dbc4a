/** None of the words occurs as a word of its own; case is ignored. */
import { type Instruction, readTexts } from '../instruction.ts'
import { compilePattern } from '../../python-pattern.ts'

export const forbiddenWords: Instruction = {
  id: 'keywords:forbidden_words',
  compile(kwargs) {
    const patterns = readTexts(kwargs, 'forbidden_words').map((word) => compilePattern(`\\b${word}\\b`, 'i'))
    return (answer) => !patterns.some((pattern) => pattern.test(answer))
  },
}
