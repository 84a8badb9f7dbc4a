/** English, and no capital letter. */
import type { Instruction } from '../instruction.ts'
import { detectLanguage } from '../language/detect-language.ts'
import { isLower } from '../python-case.ts'

export const englishLowercase: Instruction = {
  id: 'change_case:english_lowercase',
  compile: () => (answer) => isLower(answer) && (detectLanguage(answer) ?? 'en') === 'en',
}
