/** The 25 instructions of IFEval that a program can verify, by the ids of `instruction_id_list`. */
import type { Instruction } from './instruction.ts'
import { capitalWordFrequency } from './instructions/capital-word-frequency.ts'
import { constrainedResponse } from './instructions/constrained-response.ts'
import { endChecker } from './instructions/end-checker.ts'
import { englishCapital } from './instructions/english-capital.ts'
import { englishLowercase } from './instructions/english-lowercase.ts'
import { forbiddenWords } from './instructions/forbidden-words.ts'
import { jsonFormat } from './instructions/json-format.ts'
import { keywordsExistence } from './instructions/keywords-existence.ts'
import { keywordsFrequency } from './instructions/keywords-frequency.ts'
import { letterFrequency } from './instructions/letter-frequency.ts'
import { multipleSections } from './instructions/multiple-sections.ts'
import { noComma } from './instructions/no-comma.ts'
import { nthParagraphFirstWord } from './instructions/nth-paragraph-first-word.ts'
import { numberBulletLists } from './instructions/number-bullet-lists.ts'
import { numberHighlightedSections } from './instructions/number-highlighted-sections.ts'
import { numberParagraphs } from './instructions/number-paragraphs.ts'
import { numberPlaceholders } from './instructions/number-placeholders.ts'
import { numberSentences } from './instructions/number-sentences.ts'
import { numberWords } from './instructions/number-words.ts'
import { postscript } from './instructions/postscript.ts'
import { quotation } from './instructions/quotation.ts'
import { repeatPrompt } from './instructions/repeat-prompt.ts'
import { responseLanguage } from './instructions/response-language.ts'
import { title } from './instructions/title.ts'
import { twoResponses } from './instructions/two-responses.ts'

export const instructions: readonly Instruction[] = [
  capitalWordFrequency,
  englishCapital,
  englishLowercase,
  repeatPrompt,
  twoResponses,
  numberPlaceholders,
  postscript,
  constrainedResponse,
  jsonFormat,
  multipleSections,
  numberBulletLists,
  numberHighlightedSections,
  title,
  keywordsExistence,
  forbiddenWords,
  keywordsFrequency,
  letterFrequency,
  responseLanguage,
  nthParagraphFirstWord,
  numberParagraphs,
  numberSentences,
  numberWords,
  noComma,
  endChecker,
  quotation,
]

export const findInstruction = (id: string): Instruction | undefined =>
  instructions.find((instruction) => instruction.id === id)
