/** At least so many parts between asterisks. Both `*…*` and `**…**` count, so a doubled pair may count twice. */
import { pythonTrim } from '@evalflow/metrics'
import { type Instruction, readCount } from '../instruction.ts'
import { dropPrefix, dropSuffix } from '../python-case.ts'

export const numberHighlightedSections: Instruction = {
  id: 'detectable_format:number_highlighted_sections',
  compile(kwargs) {
    const wanted = readCount(kwargs, 'num_highlights')
    return (answer) => {
      const single = [...answer.matchAll(/\*[^\n*]*\*/g)].map(([text]) => text.replace(/^\*+|\*+$/g, ''))
      const double = [...answer.matchAll(/\*\*[^\n*]*\*\*/g)].map(([text]) => dropSuffix(dropPrefix(text, '**'), '**'))
      return [...single, ...double].filter((text) => pythonTrim(text) !== '').length >= wanted
    }
  },
}
