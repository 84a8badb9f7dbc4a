import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diffJson, type FieldChange } from './diff.ts'

describe('diffJson', () => {
  it('names each leaf that differs by its path', () => {
    const before = {
      params: { max_tokens: 16, top_p: 1 },
      tasks: { qa: { messages: [{ content: 'a' }, { content: 'b' }] } },
    }
    const after = {
      params: { max_tokens: 32, stop: ['x'] },
      tasks: { qa: { messages: [{ content: 'a' }, { content: 'c' }] } },
    }

    expect(diffJson(before, after)).toEqual([
      { path: 'params.max_tokens', kind: 'changed', before: 16, after: 32 },
      { path: 'params.top_p', kind: 'removed', before: 1 },
      { path: 'params.stop', kind: 'added', after: ['x'] },
      { path: 'tasks.qa.messages[1].content', kind: 'changed', before: 'b', after: 'c' },
    ])
  })

  it('takes null for missing, and tells a list from an object', () => {
    expect(diffJson({ a: null }, {})).toEqual([])
    expect(diffJson({ a: [] }, { a: {} })).toEqual([{ path: 'a', kind: 'changed', before: [], after: {} }])
  })

  it('names what a list gained or lost at its end', () => {
    expect(diffJson({ a: [1] }, { a: [1, 2] })).toEqual([{ path: 'a[1]', kind: 'added', after: 2 }])
    expect(diffJson({ a: [1, 2] }, { a: [1] })).toEqual([{ path: 'a[1]', kind: 'removed', before: 2 }])
  })

  it('finds nothing between equals, and what it finds turns one into the other', () => {
    const json = fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), fc.oneof(fc.integer(), fc.string(), fc.boolean()))
    fc.assert(
      fc.property(json, json, (before, after) => {
        expect(diffJson(before, structuredClone(before))).toEqual([])
        expect(applyAll(before, diffJson(before, after))).toEqual({ ...after })
      }),
    )
  })
})

function applyAll(value: Record<string, unknown>, changes: FieldChange[]): Record<string, unknown> {
  const copy = { ...value }
  for (const { path, kind, after } of changes) {
    if (kind === 'removed') delete copy[path]
    else copy[path] = after
  }
  return copy
}
