/** Hash of everything a judge is told and how its reply is read. Rows and models are left out. */
import { canonicalJson } from '@evalflow/metrics'
import { hashText } from '../run/hash-text.ts'

export const hashPrompt = (told: unknown): string => hashText(canonicalJson(told))
