/** Where in a task's config a column is named, for errors that point at the field. */

/** Dotted path of the first template that names the column, else `path` itself. */
export function findFieldOf(column: string, value: unknown, path: string): string {
  return find(value, path, (text) => /\{[{%]/.test(text) && names(text, column)) ?? path
}

function find(value: unknown, path: string, fits: (text: string) => boolean): string | undefined {
  if (typeof value === 'string') return fits(value) ? path : undefined
  if (typeof value !== 'object' || value === null) return undefined
  for (const [key, part] of Object.entries(value)) {
    const found = find(part, `${path}.${key}`, fits)
    if (found !== undefined) return found
  }
  return undefined
}

/** As a whole word: `item.q` is not in `item.question`. */
function names(text: string, column: string): boolean {
  for (let at = text.indexOf(column); at >= 0; at = text.indexOf(column, at + 1)) {
    const before = text[at - 1] ?? ' '
    const after = text[at + column.length] ?? ' '
    if (!/[\p{L}\p{N}_]/u.test(before) && !/[\p{L}\p{N}_]/u.test(after)) return true
  }
  return false
}
