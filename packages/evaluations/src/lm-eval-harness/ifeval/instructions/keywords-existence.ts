/** Every keyword occurs. Keywords are patterns, case is ignored. */
import { type Instruction, readTexts } from '../instruction.ts'
import { compilePattern } from '../../python-pattern.ts'

export const keywordsExistence: Instruction = {
  id: 'keywords:existence',
  compile(kwargs) {
    const patterns = readTexts(kwargs, 'keywords').map((keyword) => compilePattern(keyword, 'i'))
    return (answer) => patterns.every((pattern) => pattern.test(answer))
  },
}
