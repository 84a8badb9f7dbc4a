/** At least so many sections, each begun by a word and its number. */
import { pythonTrim } from '@evalflow/metrics'
import { type Instruction, readCount, readText } from '../instruction.ts'
import { countMatches } from '../python-case.ts'

export const multipleSections: Instruction = {
  id: 'detectable_format:multiple_sections',
  compile(kwargs) {
    const wanted = readCount(kwargs, 'num_sections')
    const pattern = `\\s?${pythonTrim(readText(kwargs, 'section_spliter'))}\\s?\\d+\\s?`
    return (answer) => countMatches(pattern, '', answer) >= wanted
  },
}
