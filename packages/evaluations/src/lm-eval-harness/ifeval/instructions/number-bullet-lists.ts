/** Exactly so many lines that begin with `*` (and not `**`) or `-`. */
import { type Instruction, readCount } from '../instruction.ts'
import { SPACE } from '../python-case.ts'

// a blank line before a bullet belongs to its match, as with Python's `^\s*`
const STARS = new RegExp(`(?<![^\\n])[${SPACE}]*\\*[^*][^\\n]*`, 'g')
const DASHES = new RegExp(`(?<![^\\n])[${SPACE}]*-[^\\n]*`, 'g')

export const numberBulletLists: Instruction = {
  id: 'detectable_format:number_bullet_lists',
  compile(kwargs) {
    const wanted = readCount(kwargs, 'num_bullets')
    return (answer) => [...answer.matchAll(STARS)].length + [...answer.matchAll(DASHES)].length === wanted
  },
}
