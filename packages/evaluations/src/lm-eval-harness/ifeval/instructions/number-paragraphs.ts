/** Exactly so many paragraphs, parted by `***`; only the first and the last part may be empty. */
import { pythonTrim } from '@evalflow/metrics'
import { type Instruction, readCount } from '../instruction.ts'
import { SPACE } from '../python-case.ts'

const DIVIDER = new RegExp(`[${SPACE}]?\\*\\*\\*[${SPACE}]?`)

export const numberParagraphs: Instruction = {
  id: 'length_constraints:number_paragraphs',
  compile(kwargs) {
    const wanted = readCount(kwargs, 'num_paragraphs')
    return (answer) => {
      const parts = answer.split(DIVIDER).map((part) => pythonTrim(part) !== '')
      if (parts.slice(1, -1).includes(false)) return false
      return parts.filter(Boolean).length === wanted
    }
  },
}
