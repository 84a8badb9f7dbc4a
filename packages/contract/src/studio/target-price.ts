/**
 * What a million tokens of one target cost. Stands as `price` in the target's `api_endpoint`, travels with it, and is
 * used before the price table.
 */
import { z } from 'zod'

/** Code of a currency, as `EUR`. */
export const TARGET_PRICE_CURRENCY = /^[A-Z]{3}$/

export const targetPriceSchema = z.object({
  /** Currency units per million tokens; up to six decimals count. */
  input_per_million: z.number().min(0),
  output_per_million: z.number().min(0),
  /** As `EUR`; all prices of one job must be in the same. */
  currency: z.string().regex(TARGET_PRICE_CURRENCY, 'Expected a code of three capital letters, as USD or EUR.'),
})
export type TargetPrice = z.infer<typeof targetPriceSchema>
