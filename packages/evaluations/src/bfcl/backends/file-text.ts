/** Texts as the tools of the simulated file system show them. */

/** Lines as Python's `splitlines` sees them. */
export function linesOf(content: string): string[] {
  const lines = content.split(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/)
  if (lines.at(-1) === '') lines.pop()
  return lines
}

export function toSize(bytes: number, isHuman: boolean): string {
  if (!isHuman) return `${bytes} bytes`
  const units = ['B', 'KB', 'MB', 'GB', 'TB', 'PB']
  let size = bytes
  let unit = 0
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024
    unit++
  }
  return `${size.toFixed(2)} ${units[unit]}`
}

export function toDiff(left: readonly string[], right: readonly string[]): string {
  const pairs = left.slice(0, right.length).map((line, i) => [line, right[i] ?? ''] as const)
  return pairs
    .filter(([a, b]) => a !== b)
    .map(([a, b]) => `- ${a}\n+ ${b}`)
    .join('\n')
}
