/** Each component has a page that names all its ports and fields, and an example that is a node of it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkFields } from '@evalflow/graph'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { componentRegistry } from './registry.ts'

const PAGES = join(import.meta.dirname, '../../../docs/components')
const nodeSchema = z.object({ type: z.string(), version: z.int(), values: z.record(z.string(), z.json()) })

describe.each(componentRegistry.map((spec) => [spec.type, spec] as const))('the page of %s', (type, spec) => {
  const page = readFileSync(join(PAGES, `${type}.md`), 'utf8')

  it('names every port and field', () => {
    const ports = [...spec.inputs, ...spec.outputs].map(({ id }) => id)
    expect(ports.filter((id) => !page.includes(`\`${id}\``))).toEqual([])
    expect(spec.fields.map(({ label }) => label).filter((label) => !page.includes(label))).toEqual([])
  })

  it('has an example that is a valid node', () => {
    const example = nodeSchema.parse(JSON.parse(/```json\n([^]*?)\n```/.exec(page)?.[1] ?? 'null'))

    expect(example).toMatchObject({ type, version: spec.version })
    const known = new Set(spec.fields.map(({ id }) => id))
    expect(Object.keys(example.values).filter((id) => !known.has(id))).toEqual([])
    const given = spec.fields.filter(({ id }) => id in example.values)
    expect(checkFields(given, example.values)).toMatchObject({ ok: true })
  })
})
