import { emptyFlow, type Flow } from '@evalflow/graph'
import { describe, expect, it } from 'vitest'
import { nodesToRun } from './run-scope.ts'

/** a → b → c → d, and x beside them. */
const flow: Flow = {
  ...emptyFlow({ id: 'f', name: 'chain' }),
  nodes: Object.fromEntries([...'abcdx'].map((id) => [id, { id, type: 'step', version: 1, values: {} }])),
  edges: Object.fromEntries(
    ['ab', 'bc', 'cd'].map((id) => [
      id,
      { id, source: { node: id.charAt(0), port: 'out' }, target: { node: id.charAt(1), port: 'in' } },
    ]),
  ),
}
const ready = (nodes: string) => (node: string) => nodes.includes(node)
const run = (kind: 'only' | 'from', node: string, done: string) =>
  nodesToRun(flow, { kind, nodes: [node] }, ready(done))
    ?.toSorted()
    .join('')

describe('nodesToRun', () => {
  it('names none where all run', () => {
    expect(nodesToRun(flow, { kind: 'all' }, ready(''))).toBeUndefined()
  })

  it.each([
    ['this node alone, once what it needs has run', 'only', 'c', 'ab', 'c'],
    ['this node and all that has not run before it', 'only', 'c', '', 'abc'],
    ['no further back than to what is ready', 'only', 'c', 'a', 'bc'],
    ['this node and all behind it', 'from', 'b', 'a', 'bcd'],
    ['this node, all behind it, and what it needs', 'from', 'c', 'a', 'bcd'],
  ] as const)('names %s', (_case, kind, node, done, expected) => {
    expect(run(kind, node, done)).toBe(expected)
  })
})
