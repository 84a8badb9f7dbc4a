/** The answer begins with the request, word for word; case is ignored. */
import { pythonTrim } from '@evalflow/metrics'
import { type Instruction, readText } from '../instruction.ts'

export const repeatPrompt: Instruction = {
  id: 'combination:repeat_prompt',
  compile(kwargs) {
    const request = pythonTrim(readText(kwargs, 'prompt_to_repeat')).toLowerCase()
    return (answer) => pythonTrim(answer).toLowerCase().startsWith(request)
  },
}
