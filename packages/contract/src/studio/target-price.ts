/**
 * What a million tokens of one target cost. Stands as `price` in the target's `api_endpoint`, travels with it, and is
 * used before the price table.
 */
import { z } from 'zod'

export const targetPriceSchema = z.object({
  /** Currency units per million tokens; up to six decimals count. */
  input_per_million: z.number().min(0),
  output_per_million: z.number().min(0),
  /** As `EUR`; all prices of one job must be in the same. */
  currency: z.string().regex(/^[A-Z]{3}$/, 'Expected a code of three capital letters, as USD or EUR.'),
})
export type TargetPrice = z.infer<typeof targetPriceSchema>
