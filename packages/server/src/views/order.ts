import { sql, type RawBuilder } from 'kysely'
import { problems } from '../errors.ts'

/**
 * `order by` from a query's `sort`: one of the keys of `columns`, with `-` in front for falling order; newest first if absent.
 * Column names come from `columns` alone, never from the request.
 */
export function toOrder(sort: string | undefined, columns: Readonly<Record<string, string>>): RawBuilder<unknown> {
  const asked = sort ?? '-created_at'
  const falling = asked.startsWith('-')
  const field = falling ? asked.slice(1) : asked
  const column = Object.hasOwn(columns, field) ? columns[field] : undefined
  if (column === undefined) {
    throw problems.badInput(
      `Cannot sort by "${field}". Expected one of: ${Object.keys(columns).join(', ')}, with "-" in front for falling order.`,
      'sort',
    )
  }
  const direction = sql.raw(falling ? 'desc' : 'asc')
  return sql`${sql.ref(column)} ${direction}, ${sql.ref('name')} ${direction}`
}
