/** A title in double angular brackets, not empty. */
import { pythonTrim } from '@evalflow/metrics'
import type { Instruction } from '../instruction.ts'

export const title: Instruction = {
  id: 'detectable_format:title',
  compile: () => (answer) =>
    [...answer.matchAll(/<<[^\n]+>>/g)].some(([text]) => pythonTrim(text.replace(/^<+/, '').replace(/>+$/, '')) !== ''),
}
