/** So many paragraphs, parted by an empty line, of which the nth begins with a word. */
import { pythonTrim, splitWhitespace } from '@evalflow/metrics'
import { type Instruction, InstructionUnfit, readCount, readText } from '../instruction.ts'

export const nthParagraphFirstWord: Instruction = {
  id: 'length_constraints:nth_paragraph_first_word',
  compile(kwargs) {
    const wanted = readCount(kwargs, 'num_paragraphs')
    const nth = readCount(kwargs, 'nth_paragraph')
    const firstWord = readText(kwargs, 'first_word').toLowerCase()
    if (nth > wanted) throw new InstructionUnfit('`nth_paragraph` is above `num_paragraphs`; the original draws one')
    return (answer) => {
      const paragraphs = answer.split('\n\n').map(pythonTrim)
      const count = paragraphs.filter((paragraph) => paragraph !== '').length
      const [word] = splitWhitespace(paragraphs[nth - 1] ?? '')
      // empty paragraphs keep their place but do not count
      if (nth > count || word === undefined) return false
      return count === wanted && toFirstWord(word) === firstWord
    }
  },
}

/** Up to the first punctuation mark, without quotes in front. */
const toFirstWord = (word: string): string =>
  word
    .replace(/^'+/, '')
    .replace(/^"+/, '')
    .replace(/[.,?!'"].*$/s, '')
    .toLowerCase()
