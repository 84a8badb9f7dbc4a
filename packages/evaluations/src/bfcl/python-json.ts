/** JSON as Python's `json.dumps` writes it: blanks after `,` and `:`, other letters than ASCII as escapes. */
export function toPythonJson(value: unknown, indent?: number): string {
  return (indent === undefined ? toLine(value) : JSON.stringify(value, null, indent)).replaceAll(
    /[\u007f-\uffff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

function toLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(toLine).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const entries = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${toLine(item)}`)
  return `{${entries.join(', ')}}`
}
