/**
 * Secrets in Langflow's fields (rule L5). With `load_from_db` a password field holds the *name* of a variable, which
 * stays; a literal value is taken out before anything is kept.
 */
import type { JsonValue } from '../flow.ts'
import { isJsonObject } from '../json.ts'
import { isSecretKey, looksLikeKey } from '../secrets.ts'

/** A copy of `value` without literal secrets, and where they were. Without any, `value` itself. */
export function takeOutSecrets(value: JsonValue): { value: JsonValue; secrets: { node: string; field: string }[] } {
  const secrets: { node: string; field: string }[] = []
  const walk = (item: JsonValue, name: string, node: string): JsonValue => {
    if (Array.isArray(item)) {
      const items = item.map((child) => walk(child, name, node))
      return items.some((child, i) => child !== item[i]) ? items : item
    }
    if (!isJsonObject(item)) return item
    const inside = typeof item['id'] === 'string' && isJsonObject(item['data']) ? item['id'] : node
    const entries = Object.entries(item).map(([key, child]) => [key, walk(child, key, inside)] as const)
    const isChanged = entries.some(([key, child]) => child !== item[key])
    if (!holdsSecret(item, name)) return isChanged ? Object.fromEntries(entries) : item
    secrets.push({ node, field: name })
    return { ...Object.fromEntries(entries), value: '' }
  }
  return { value: walk(value, '', ''), secrets }
}

function holdsSecret(field: { [key: string]: JsonValue }, name: string): boolean {
  const { value } = field
  if (typeof value !== 'string' || value === '') return false
  if (field['password'] === true) return field['load_from_db'] !== true || looksLikeKey(value)
  // A token in a plain text field, as the reference branch has one.
  return isSecretKey(name) && looksLikeKey(value)
}
