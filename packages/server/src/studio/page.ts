/** Pages as Studio's API answers them; every list is cut in SQL, never in memory. */
import { z } from 'zod'

const MAX_PAGE_SIZE = 200

export interface Page<T> {
  data: T[]
  pagination: { page: number; page_size: number; current_page_size: number; total_pages: number; total_results: number }
}

/** Query of every list: `page` from 1, `page_size` 1 to 200 (default 20), `search` a substring, `sort` a field or `-field`. */
export const pageQuerySchema = z.object({
  page: z.coerce.number().int().min(1).default(1),
  page_size: z.coerce.number().int().min(1).max(MAX_PAGE_SIZE).default(20),
  search: z.string().max(200).optional(),
  sort: z.string().max(100).optional(),
})
export type PageQuery = z.infer<typeof pageQuerySchema>

export function toPage<T>(
  data: T[],
  total: number,
  { page, page_size }: Pick<PageQuery, 'page' | 'page_size'>,
): Page<T> {
  return {
    data,
    pagination: {
      page,
      page_size,
      current_page_size: data.length,
      total_pages: Math.ceil(total / page_size),
      total_results: total,
    },
  }
}
