/** Two different answers, parted by six asterisks. */
import { pythonTrim } from '@evalflow/metrics'
import type { Instruction } from '../instruction.ts'

export const twoResponses: Instruction = {
  id: 'combination:two_responses',
  compile: () => (answer) => {
    const parts = answer.split('******').map(pythonTrim)
    if (parts.slice(1, -1).includes('')) return false
    const [first, second, ...others] = parts.filter((part) => part !== '')
    return second !== undefined && others.length === 0 && first !== second
  },
}
