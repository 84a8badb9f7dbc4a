/** English, and no letter that is not a capital. */
import type { Instruction } from '../instruction.ts'
import { detectLanguage } from '../language/detect-language.ts'
import { isUpper } from '../python-case.ts'

export const englishCapital: Instruction = {
  id: 'change_case:english_capital',
  compile: () => (answer) => isUpper(answer) && (detectLanguage(answer) ?? 'en') === 'en',
}
