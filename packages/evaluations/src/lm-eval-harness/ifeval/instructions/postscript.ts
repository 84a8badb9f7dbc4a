/** A postscript that begins with its marker; case is ignored. */
import { pythonTrim } from '@evalflow/metrics'
import { type Instruction, readText } from '../instruction.ts'
import { compilePattern } from '../../python-pattern.ts'

/** Markers with a pattern of their own; any other is a pattern itself. */
const PATTERNS: Readonly<Record<string, string>> = {
  'P.P.S': String.raw`p\.\s?p\.\s?s`,
  'P.S.': String.raw`p\.\s?s\.`,
}

export const postscript: Instruction = {
  id: 'detectable_content:postscript',
  compile(kwargs) {
    const marker = pythonTrim(readText(kwargs, 'postscript_marker'))
    const pattern = compilePattern(PATTERNS[marker] ?? marker.toLowerCase())
    return (answer) => pattern.test(answer.toLowerCase())
  },
}
