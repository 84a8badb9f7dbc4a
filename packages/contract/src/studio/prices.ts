/** What tokens cost. */
import { z } from 'zod'

/** `GET` and `PUT /api/prices`: what tokens cost, for figures of money and for budgets. */
export const priceTableSchema = z.object({
  currency: z.string().min(1).max(10),
  /** Day the prices were looked up, `YYYY-MM-DD`; null if not known. */
  as_of: z.iso.date().nullable(),
  /** The first that fits a model id counts. */
  prices: z.array(
    z.object({
      /** Model id; `*` stands for any text, and letter case does not matter. */
      model: z.string().min(1).max(200),
      /** Host name of the endpoints this price is for; absent: any. The same model costs another sum elsewhere. */
      host: z.string().min(1).max(253).optional(),
      /** Currency units per million tokens. */
      input_per_million: z.number().min(0),
      output_per_million: z.number().min(0),
      /** Of prompt tokens the server had in its cache and said so; absent: as `input_per_million`. */
      cached_per_million: z.number().min(0).optional(),
      /** Day this price was looked up; absent: the table's. */
      as_of: z.iso.date().optional(),
      /** Where it was looked up. */
      source: z.string().max(500).optional(),
      note: z.string().max(500).optional(),
    }),
  ),
})
export type PriceTable = z.infer<typeof priceTableSchema>
