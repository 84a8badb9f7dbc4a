/** How entities are written in answers. */
import type { Context } from 'hono'
import type { PlatformDeps } from '../deps.ts'
import { toNemoTime } from '../ids.ts'
import { maskSecrets } from '../secrets.ts'
import { parseListQuery } from './list-query.ts'
import type { EntityTable, StoredEntity } from './entity-table.ts'

/** Id and times of something new. `prefix` without the dash. */
export function newEntity(deps: Pick<PlatformDeps, 'clock' | 'randomId'>, prefix: string) {
  const now = toNemoTime(deps.clock())
  return { id: `${prefix}-${deps.randomId()}`, created_at: now, updated_at: now }
}

/** Without fields that are null or undefined, as targets and configs are answered. One level deep. */
export function omitEmpty<T extends object>(entity: T): T {
  return Object.fromEntries(Object.entries(entity).filter(([, value]) => value !== null && value !== undefined)) as T // optional fields may go
}

/** Fields of `patch` over `stored`; what is absent or null keeps its value. */
export function applyPatch(stored: StoredEntity, patch: Readonly<Record<string, unknown>>, now: string): StoredEntity {
  const { id, created_at } = stored
  return { ...stored, ...omitEmpty(patch), id, created_at, updated_at: now }
}

/** The list envelope, with secrets masked. */
export async function answerList(
  context: Context,
  table: EntityTable,
  toWire: (entity: StoredEntity) => unknown = (entity) => entity,
): Promise<Response> {
  const query = parseListQuery(new URL(context.req.url).searchParams)
  const { items, total } = await table.list(query)
  return context.json({
    object: 'list',
    data: items.map((item) => maskSecrets(toWire(item))),
    pagination: {
      page: query.page,
      page_size: query.pageSize,
      current_page_size: items.length,
      total_pages: Math.ceil(total / query.pageSize),
      total_results: total,
    },
    sort: query.sort,
  })
}

export function toDeleteResponse(
  deps: Pick<PlatformDeps, 'clock'>,
  id: string,
  message = 'Resource deleted successfully.',
) {
  return { id, deleted_at: toNemoTime(deps.clock()), message }
}
