/**
 * Names the API takes: 1 to 255 of letters, digits and `_ - + . @ :` (rules N5 to N7).
 *
 * A legal text stays as it is. Any other is escaped or cut and gets a short hash of the whole, so two texts that look
 * alike after escaping still have two names.
 */
import { MAX_NAME_LENGTH, NAME_PATTERN } from '@evalflow/contract'
import { hashText } from './hash.ts'

/** 40 bits in hex: enough to tell apart the names of one namespace. */
const HASH_LENGTH = 10

export const shortHash = (text: string): string => hashText(text).slice(0, HASH_LENGTH)

export const isLegalName = (name: string): boolean =>
  name.length > 0 && name.length <= MAX_NAME_LENGTH && name !== '.' && name !== '..' && NAME_PATTERN.test(name)

/** `text` as part of a name, at most `maxLength` long (at least 12). */
export function toLegalPart(text: string, maxLength: number = MAX_NAME_LENGTH): string {
  const dots = text === '.' || text === '..'
  if (text.length <= maxLength && NAME_PATTERN.test(text) && !dots) return text
  const escaped = text.replace(/[^\w\-+.@:]+/g, '-').replace(/^[-.]+|-+$/g, '')
  const head = escaped.slice(0, maxLength - HASH_LENGTH - 1)
  return head === '' ? shortHash(text) : `${head}-${shortHash(text)}`
}
