/** The answer is in one language. A text without any letter that tells a language counts as followed. */
import { type Instruction, readText } from '../instruction.ts'
import { detectLanguage } from '../language/detect-language.ts'

export const responseLanguage: Instruction = {
  id: 'language:response_language',
  compile(kwargs) {
    const language = readText(kwargs, 'language')
    return (answer) => {
      const found = detectLanguage(answer)
      return found === null || found === language
    }
  },
}
