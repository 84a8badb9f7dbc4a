/** Files that are damaged, cut, or made to harm: an import ends with a flow that holds, or one sentence; never otherwise. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toCanonicalJson } from '../canonical.ts'
import { GraphError } from '../errors.ts'
import type { JsonValue } from '../flow.ts'
import { parseFlow } from '../parse-flow.ts'
import { sampleSpecs } from '../sample-specs.ts'
import { createSpecIndex } from '../spec-index.ts'
import { exportLangflow } from './export-langflow.ts'
import { importFlowFile } from './import-flow-file.ts'
import { sampleFile } from './sample-files.ts'

const specs = createSpecIndex(sampleSpecs)
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
  { id: 'toString', data: {} },
)

/** Every place inside a document. */
function placesOf(value: JsonValue, path: (string | number)[] = []): (string | number)[][] {
  if (Array.isArray(value)) return [path, ...value.flatMap((item, index) => placesOf(item, [...path, index]))]
  if (typeof value !== 'object' || value === null) return [path]
  return [path, ...Object.entries(value).flatMap(([key, item]) => placesOf(item, [...path, key]))]
}
const places = placesOf(sampleFile())

type Damage = { at: (string | number)[]; how: 'delete' | 'double' | 'replace'; with: JsonValue }
const damage: fc.Arbitrary<Damage> = fc.record({
  at: fc.constantFrom(...places.filter((path) => path.length > 0)),
  how: fc.constantFrom('delete' as const, 'double' as const, 'replace' as const),
  with: fc.oneof(hostile, fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<JsonValue>),
})

function apply(file: JsonValue, { at, how, with: value }: Damage): void {
  let parent: JsonValue | undefined = file
  for (const key of at.slice(0, -1)) parent = childOf(parent, key)
  const last = at.at(-1)
  if (typeof parent !== 'object' || parent === null || last === undefined) return
  const holder = parent as Record<string | number, JsonValue>
  if (how === 'replace') holder[last] = value
  else if (how === 'double' && Array.isArray(parent)) parent.push(structuredClone(holder[last] ?? null))
  else delete holder[last]
}

function childOf(value: JsonValue | undefined, key: string | number): JsonValue | undefined {
  return typeof value === 'object' && value !== null ? (value as Record<string | number, JsonValue>)[key] : undefined
}

function expectSafe(input: unknown): void {
  try {
    const { flow, format } = importFlowFile(input)
    expect(parseFlow(flow)).toEqual(flow)
    expect(importFlowFile(toCanonicalJson(flow, specs)).flow).toBeDefined()
    if (format === 'langflow') exportLangflow(flow, specs)
  } catch (error) {
    if (!(error instanceof GraphError)) throw error
    expect(error.message.length).toBeGreaterThan(20)
    expect(error.message.length).toBeLessThan(2000)
  }
  expect('polluted' in {}).toBe(false)
}

describe('import of damaged files', () => {
  it('takes a Langflow file with parts replaced, doubled or gone, or says why not', () => {
    fc.assert(
      fc.property(fc.array(damage, { minLength: 1, maxLength: 6 }), (damages) => {
        const file = sampleFile()
        for (const one of damages) apply(file, one)
        expectSafe(JSON.parse(JSON.stringify(file)))
      }),
      { numRuns: 600 },
    )
  })

  it('takes an Evalflow file with parts replaced, doubled or gone, or says why not', () => {
    const whole = JSON.parse(toCanonicalJson(importFlowFile(sampleFile()).flow, specs)) as JsonValue
    const inside = placesOf(whole).filter((path) => path.length > 0)
    fc.assert(
      fc.property(fc.array(damage, { minLength: 1, maxLength: 4 }), fc.nat(), (damages, seed) => {
        const file = structuredClone(whole)
        damages.forEach((one, index) =>
          apply(file, { ...one, at: inside[(seed + index * 7919) % inside.length] ?? one.at }),
        )
        expectSafe(file)
      }),
      { numRuns: 600 },
    )
  })

  it('takes no part of a text that is cut off or has noise in it', () => {
    const text = JSON.stringify(sampleFile())
    fc.assert(
      fc.property(fc.nat({ max: text.length }), fc.string({ maxLength: 4 }), (at, noise) => {
        expectSafe(text.slice(0, at))
        expectSafe(text.slice(0, at) + noise + text.slice(at + 1))
      }),
      { numRuns: 300 },
    )
  })

  it('takes any JSON, and any text, for what it is', () => {
    fc.assert(fc.property(fc.oneof(fc.jsonValue({ maxDepth: 6 }), fc.string()), expectSafe), { numRuns: 600 })
  })
})
