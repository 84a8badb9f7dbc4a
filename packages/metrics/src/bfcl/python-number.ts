/** Numbers in texts as Python's `int()` and `float()` read them: blanks around, a sign, single underscores between digits. */
import { PyFloat } from './python-value.ts'

const INT = /^[+-]?\d+(?:_\d+)*$/
const FLOAT = /^[+-]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:e[+-]?\d+(?:_\d+)*)?$/i
const SPECIAL = /^([+-]?)(inf|infinity|nan)$/i

/** An int, else a float; undefined where Python raises. Ints beyond 2^53 lose their last digits. */
export function readPyNumber(text: string): number | PyFloat | undefined {
  const trimmed = text.trim()
  if (INT.test(trimmed)) return Number(trimmed.replaceAll('_', ''))
  if (FLOAT.test(trimmed)) return new PyFloat(Number(trimmed.replaceAll('_', '')))
  const special = SPECIAL.exec(trimmed)
  if (special === null) return undefined
  const value = special[2]?.toLowerCase() === 'nan' ? Number.NaN : Infinity
  return new PyFloat(special[1] === '-' ? -value : value)
}
