/** A keyword occurs often enough, or seldom enough; also inside other words. */
import { pythonTrim } from '@evalflow/metrics'
import { type Instruction, compareCount, readCount, readRelation, readText } from '../instruction.ts'
import { countMatches } from '../python-case.ts'

export const keywordsFrequency: Instruction = {
  id: 'keywords:frequency',
  compile(kwargs) {
    const keyword = pythonTrim(readText(kwargs, 'keyword'))
    const frequency = readCount(kwargs, 'frequency')
    const relation = readRelation(kwargs, 'relation')
    return (answer) => compareCount(countMatches(keyword, 'i', answer), relation, frequency)
  },
}
