import { pageOf, type QueryTree } from '@evalflow/contract'
import type { z } from 'zod'
import { toQueryString } from '../transport/query-string.ts'
import { Resource } from '../transport/resource.ts'
import type { RequestOptions } from '../transport/transport.ts'

/** Lists of Studio's API: one page a call, as the pickers show them. */
export class StudioResource extends Resource {
  protected page<T extends z.ZodType>(url: string, item: T, query: QueryTree, options: RequestOptions | undefined) {
    return this.transport.get(`${url}?${toQueryString(query)}`, pageOf(item), options)
  }
}
