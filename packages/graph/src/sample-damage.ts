/** Documents with parts replaced, doubled or gone, and texts cut off, for the tests of whatever reads files. */
import fc from 'fast-check'
import type { JsonValue } from './flow.ts'

type Path = readonly (string | number)[]

const hostile: fc.Arbitrary<JsonValue> = fc.constantFrom<JsonValue>(
  null,
  true,
  -1e308,
  '',
  'œ'.repeat(200),
  '{œidœ:œ',
  '<script>alert(1)</script>',
  '../../../etc/passwd',
  'javascript:alert(1)',
  [],
  [[[[]]]],
  {},
  { constructor: { prototype: { polluted: true } } },
  JSON.parse('{"__proto__":{"polluted":true}}') as JsonValue,
  { id: 'toString', data: {} },
)

interface Damage {
  at: Path
  how: 'delete' | 'double' | 'replace'
  with: JsonValue
}

/** Copies of `whole` with one to six places damaged, of those that `isChosen` names. */
export function damagedCopies(
  whole: JsonValue,
  isChosen: (path: Path) => boolean = () => true,
): fc.Arbitrary<JsonValue> {
  const damage: fc.Arbitrary<Damage> = fc.record({
    at: fc.constantFrom(...placesOf(whole).filter((path) => path.length > 0 && isChosen(path))),
    how: fc.constantFrom('delete' as const, 'double' as const, 'replace' as const),
    with: fc.oneof(hostile, fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<JsonValue>),
  })
  return fc.array(damage, { minLength: 1, maxLength: 6 }).map((damages) => {
    // a copy by way of text: shares nothing, and is what a file could hold
    const copy = JSON.parse(JSON.stringify(whole)) as JsonValue
    for (const one of damages) apply(copy, one)
    return JSON.parse(JSON.stringify(copy)) as JsonValue
  })
}

/** `text` cut off somewhere, or with a few characters in place of one. */
export const damagedTexts = (text: string): fc.Arbitrary<string> =>
  fc
    .tuple(fc.nat({ max: text.length }), fc.option(fc.string({ maxLength: 4 })))
    .map(([at, noise]) => text.slice(0, at) + (noise === null ? '' : noise + text.slice(at + 1)))

/** Every place inside a document. */
function placesOf(value: JsonValue, path: Path = []): Path[] {
  if (Array.isArray(value)) return [path, ...value.flatMap((item, index) => placesOf(item, [...path, index]))]
  if (typeof value !== 'object' || value === null) return [path]
  return [path, ...Object.entries(value).flatMap(([key, item]) => placesOf(item, [...path, key]))]
}

function apply(file: JsonValue, { at, how, with: value }: Damage): void {
  let parent: JsonValue | undefined = file
  for (const key of at.slice(0, -1)) parent = childOf(parent, key)
  const last = at.at(-1)
  if (typeof parent !== 'object' || parent === null || last === undefined) return
  const holder = parent as Record<string | number, JsonValue>
  if (how === 'replace') holder[last] = structuredClone(value)
  else if (how === 'double' && Array.isArray(parent)) parent.push(structuredClone(childOf(parent, last) ?? null))
  else delete holder[last]
}

/** Own keys only: an earlier damage may have put a list where an object was. */
function childOf(value: JsonValue | undefined, key: string | number): JsonValue | undefined {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
  return (value as Record<string | number, JsonValue>)[key]
}
