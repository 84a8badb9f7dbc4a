/**
 * List envelope and list query.
 *
 * Pages count from 1. Past the last page `data` is empty and the status is 200: the official SDK asks for the next page
 * until it sees an empty one. Source: NeMo Microservices documentation "API"; SDK 1.5.0 `pagination.py`.
 */
import { z } from 'zod'

export const nemoPaginationSchema = z.looseObject({
  page: z.int().min(1),
  page_size: z.int().min(1),
  current_page_size: z.int().min(0),
  total_pages: z.int().min(0),
  total_results: z.int().min(0),
})
export type NemoPagination = z.infer<typeof nemoPaginationSchema>

/** `{object: "list", data, pagination?, sort?, filter?, search?}` of `item`. */
export const listOf = <T extends z.ZodType>(item: T) =>
  z.looseObject({
    object: z.string().nullish(),
    data: z.array(item),
    pagination: nemoPaginationSchema.nullish(),
    sort: z.string().nullish(),
    filter: z.unknown().optional(),
    search: z.unknown().optional(),
  })
export interface ListEnvelope<T> {
  object?: string | null | undefined
  data: T[]
  pagination?: NemoPagination | null | undefined
  sort?: string | null | undefined
}

/**
 * What every list takes. `filter` compares exactly, one value a field; `search` looks for a substring, where an array
 * means any of them. Both nest: `{ custom_fields: { team: 'a' } }` becomes `filter[custom_fields][team]=a`.
 */
export interface ListQuery {
  /** From 1. */
  page?: number
  page_size?: number
  /** A field, with `-` in front for falling order: `created_at`, `-created_at`, `name`. */
  sort?: string
  filter?: QueryTree
  search?: QueryTree
}
export type QueryValue = string | number | boolean | readonly (string | number | boolean)[]
export interface QueryTree {
  [field: string]: QueryValue | QueryTree | undefined
}
