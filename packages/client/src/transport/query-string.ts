import type { ListQuery, QueryTree } from '@evalflow/contract'

/** `{ filter: { a: { b: 'x' } }, search: { name: ['p', 'q'] } }` gives `filter[a][b]=x&search[name]=p,q`, escaped. */
export function toQueryString(query: ListQuery | QueryTree): string {
  const pairs = Object.entries(query).flatMap(([key, value]) => toPairs(key, value))
  return pairs.map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`).join('&')
}

function toPairs(key: string, value: unknown): [string, string][] {
  if (value === undefined || value === null) return []
  if (Array.isArray(value)) return [[key, value.join(',')]]
  if (typeof value === 'object')
    return Object.entries(value).flatMap(([inner, item]) => toPairs(`${key}[${inner}]`, item))
  return [[key, String(value)]]
}
