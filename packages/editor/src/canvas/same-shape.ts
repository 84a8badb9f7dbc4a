/** Do two records hold the same nodes of the same types? Values do not count: typing changes no place, port or wire. */
export function isSameShape(
  a: Readonly<Record<string, { type: string }>>,
  b: Readonly<Record<string, { type: string }>>,
): boolean {
  if (a === b) return true
  let count = 0
  for (const id in b) {
    const [before, after] = [a[id], b[id]]
    if (before !== after && before?.type !== after?.type) return false
    count += 1
  }
  for (const _id in a) count -= 1
  return count === 0
}
