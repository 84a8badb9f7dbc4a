/** Every keyword occurs. Keywords are patterns, case is ignored. */
import { toRegExp } from '@evalflow/metrics'
import { type Instruction, readTexts } from '../instruction.ts'

export const keywordsExistence: Instruction = {
  id: 'keywords:existence',
  compile(kwargs) {
    const patterns = readTexts(kwargs, 'keywords').map((keyword) => toRegExp(keyword, 'i'))
    return (answer) => patterns.every((pattern) => pattern.test(answer))
  },
}
