/** One of three fixed answers stands in it. */
import type { Instruction } from '../instruction.ts'

const OPTIONS = ['My answer is yes.', 'My answer is no.', 'My answer is maybe.']

export const constrainedResponse: Instruction = {
  id: 'detectable_format:constrained_response',
  compile: () => (answer) => OPTIONS.some((option) => answer.includes(option)),
}
