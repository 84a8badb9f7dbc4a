/** sha256 in hex: says whether a job's inputs are still the same. */
import { hash } from 'node:crypto'

export const hashText = (text: string): string => hash('sha256', text, 'hex')
