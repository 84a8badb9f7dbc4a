import { describe, expect, it } from 'vitest'
import type { Change } from '../change.ts'
import type { Flow, JsonValue } from '../flow.ts'
import { createFragment } from '../fragment.ts'
import { applyPatches } from '../patches.ts'
import { countingIds, newFlow } from '../sample-flows.ts'
import { paste, duplicate } from './clipboard.ts'
import { connect, disconnect, insertOnEdge, reconnect } from './edges.ts'
import { group, renameGroup, setGroupCollapsed, setGroupNodes, ungroup } from './groups.ts'
import {
  addNode,
  addNote,
  moveNodes,
  removeNodes,
  renameNode,
  setFlowInfo,
  setFrozen,
  setLayout,
  setValue,
  setValues,
} from './nodes.ts'

const context = countingIds()
const nodeOf = (id: string, values: Record<string, JsonValue> = {}) => ({ id, type: 'target', version: 1, values })
const wireOf = (id: string, from: string, to: string) => ({
  id,
  source: { node: from, port: 'out' },
  target: { node: to, port: 'in' },
})
/** a → b → c, a and b framed, d apart and without a place. */
const flow: Flow = {
  ...newFlow(),
  nodes: { a: nodeOf('a', { x: 1, y: 2 }), b: nodeOf('b'), c: nodeOf('c'), d: nodeOf('d') },
  edges: { ab: wireOf('ab', 'a', 'b'), bc: wireOf('bc', 'b', 'c') },
  groups: { g: { id: 'g', name: 'Frame', nodes: ['a', 'b'] }, h: { id: 'h', name: 'Other', nodes: ['c'] } },
  layout: { nodes: { a: { x: 0, y: 0, width: 9 }, b: { x: 10, y: 5 }, c: { x: 20, y: 0 } } },
}
const after = (change: Change) => applyPatches(flow, change.patches)

describe('commands on nodes', () => {
  it('addNode sets what was given, and refuses an id that is taken', () => {
    const at = { x: 1, y: 2 }
    const size = { width: 3, height: 4 }

    const change = addNode(flow, { id: 'n', type: 't', version: 2, at, name: 'N', values: { k: 1 }, size }, context)

    expect(after(change).nodes['n']).toStrictEqual({ id: 'n', type: 't', version: 2, values: { k: 1 }, name: 'N' })
    expect(after(change).layout.nodes['n']).toEqual({ ...at, ...size })
    expect(() => addNode(flow, { id: 'a', type: 't', version: 1, at }, context)).toThrow('a node "a" already')
    const fresh = addNode(flow, { type: 't', version: 1, at }, { newId: (prefix) => `${prefix}-new` })
    expect(after(fresh).nodes['t-new']).toStrictEqual({ id: 't-new', type: 't', version: 1, values: {} })
  })

  it('[K1] what is put too far away stands at the edge of the canvas', () => {
    const at = { x: 1e9, y: -1e9 }
    const edge = { x: 10_000_000, y: -10_000_000 }

    expect(after(addNode(flow, { id: 'n', type: 't', version: 1, at }, context)).layout.nodes['n']).toEqual(edge)
    expect(after(moveNodes(flow, { to: { b: at } }, context)).layout.nodes['b']).toEqual(edge)
    const moved = after(moveNodes(flow, { to: { b: at } }, context))
    const copied = applyPatches(moved, duplicate(moved, { nodes: ['b'] }, context).patches)
    expect(Object.values(copied.layout.nodes).map(({ x }) => x)).toEqual([0, edge.x, 20, edge.x])
  })

  it('addNote holds its text, or none', () => {
    const newId = () => 'n'

    expect(after(addNote(flow, { at: { x: 0, y: 0 }, text: 'hi' }, { newId })).nodes['n']).toMatchObject({
      type: 'note',
      values: { text: 'hi' },
    })
    expect(after(addNote(flow, { at: { x: 0, y: 0 } }, { newId })).nodes['n']?.values).toEqual({})
    expect(Object.keys(after(addNote(flow, { at: { x: 0, y: 0 }, id: 'm' }, { newId })).nodes)).toContain('m')
  })

  it('removeNodes takes wires, places and empty groups along, and says how many', () => {
    const change = removeNodes(flow, { nodes: ['b', 'c', 'b', 'gone'] }, context)

    expect(change.label).toBe('Delete 2 nodes')
    expect(after(change)).toEqual({
      ...flow,
      nodes: { a: flow.nodes['a'], d: flow.nodes['d'] },
      edges: {},
      groups: { g: { id: 'g', name: 'Frame', nodes: ['a'] } },
      layout: { nodes: { a: { x: 0, y: 0, width: 9 } } },
    })
    expect(removeNodes(flow, { nodes: ['d'] }, context).label).toBe('Delete 1 node')
    expect(after(removeNodes(flow, { nodes: ['d'] }, context)).groups).toEqual(flow.groups)
  })

  it('setValue and setValues set, and take back to the default', () => {
    const change = setValues(flow, { node: 'a', values: { x: undefined, y: 3, z: 'new', none: undefined } }, context)

    expect(after(change).nodes['a']?.values).toStrictEqual({ y: 3, z: 'new' })
    expect(after(setValue(flow, { node: 'a', field: 'x', value: null }, context)).nodes['a']?.values['x']).toBeNull()
    expect(() => setValue(flow, { node: 'gone', field: 'x', value: 1 }, context)).toThrow('no node "gone"')
    expect(() => setValue(flow, { node: 'toString', field: 'x', value: 1 }, context)).toThrow('no node "toString"')
  })

  it('renameNode trims; an empty name takes it away', () => {
    const named = after(renameNode(flow, { node: 'a', name: '  Judge ' }, context))

    expect(named.nodes['a']?.name).toBe('Judge')
    const change = renameNode(named, { node: 'a', name: '  ' }, context)
    expect(applyPatches(named, change.patches).nodes['a']).toStrictEqual(flow.nodes['a'])
    expect(renameNode(flow, { node: 'a', name: '' }, context).patches).toEqual([])
  })

  it('setFrozen freezes and thaws, and says which', () => {
    const frozen = after(setFrozen(flow, { nodes: ['a', 'b'], frozen: true }, context))

    expect([frozen.nodes['a']?.frozen, frozen.nodes['b']?.frozen]).toEqual([true, true])
    const thawed = setFrozen(frozen, { nodes: ['a', 'c'], frozen: false }, context)
    expect(applyPatches(frozen, thawed.patches).nodes['a']).toStrictEqual(flow.nodes['a'])
    expect(thawed).toMatchObject({ label: 'Unfreeze 2 nodes', patches: [{ op: 'remove' }] })
    expect(setFrozen(flow, { nodes: ['a'], frozen: true }, context).label).toBe('Freeze 1 node')
  })

  it('moveNodes and setLayout keep or set size, name the step, and refuse places without end', () => {
    const moved = moveNodes(flow, { to: { a: { x: 7, y: 8 } } }, context)

    expect(after(moved).layout.nodes['a']).toEqual({ x: 7, y: 8, width: 9 })
    expect(moved.label).toBe('Move 1 node')
    expect(setLayout(flow, { layout: {} }, context).label).toBe('Tidy up')
    expect(setLayout(flow, { layout: {}, label: 'Align' }, context).label).toBe('Align')
    for (const place of [
      { x: NaN, y: 0 },
      { x: 0, y: Infinity },
    ])
      expect(() => setLayout(flow, { layout: { a: place } }, context)).toThrow('cannot stand at')
    expect(() => setLayout(flow, { layout: { gone: { x: 0, y: 0 } } }, context)).toThrow('no node "gone"')
  })

  it('setFlowInfo sets what was given alone', () => {
    expect(after(setFlowInfo(flow, { name: 'N' }, context))).toEqual({ ...flow, name: 'N' })
    expect(after(setFlowInfo(flow, { description: 'D' }, context))).toEqual({ ...flow, description: 'D' })
  })
})

describe('commands on wires', () => {
  it('connect draws, replaces, and refuses ends that are not there', () => {
    const ends = { source: { node: 'c', port: 'out' }, target: { node: 'd', port: 'in' } }

    expect(after(connect(flow, { ...ends, id: 'cd', replaces: ['ab'] }, context)).edges).toEqual({
      bc: flow.edges['bc'],
      cd: { id: 'cd', ...ends },
    })
    for (const [wire, gone] of [
      [{ ...ends, source: { node: 'gone', port: 'out' } }, 'gone'],
      [{ ...ends, target: { node: 'toString', port: 'in' } }, 'toString'],
    ] as const)
      expect(() => connect(flow, wire, context)).toThrow(`no node "${gone}"`)
  })

  it.each([
    ['the same', 'a', 'out', 'b', 'in', 0],
    ['another source', 'c', 'out', 'b', 'in', 1],
    ['another output', 'a', 'out2', 'b', 'in', 1],
    ['another target', 'a', 'out', 'c', 'in', 1],
    ['another input', 'a', 'out', 'b', 'in2', 1],
  ])('[K3] [C7] connect draws a wire once: %s', (_case, from, out, to, into, patches) => {
    const wire = { source: { node: from, port: out }, target: { node: to, port: into } }

    expect(connect(flow, wire, context).patches).toHaveLength(patches)
  })

  it('disconnect ignores what is not there, and counts', () => {
    const change = disconnect(flow, { edges: ['ab', 'ab', 'gone', 'toString'] }, context)

    expect(change.label).toBe('Delete 1 wire')
    expect(after(change).edges).toEqual({ bc: flow.edges['bc'] })
  })

  it('reconnect moves one end or both and keeps the id', () => {
    const d = { node: 'd', port: 'p' }

    expect(after(reconnect(flow, { edge: 'ab', target: d }, context)).edges['ab']).toEqual({
      ...flow.edges['ab'],
      target: d,
    })
    expect(after(reconnect(flow, { edge: 'ab', source: d }, context)).edges['ab']).toEqual({
      ...flow.edges['ab'],
      source: d,
    })
    expect(() => reconnect(flow, { edge: 'gone', source: d }, context)).toThrow('no wire "gone"')
    expect(() => reconnect(flow, { edge: 'toString', source: d }, context)).toThrow('no wire "toString"')
    expect(() => reconnect(flow, { edge: 'ab', source: { ...d, node: 'gone' } }, context)).toThrow('no node "gone"')
  })

  it('insertOnEdge puts the node between both halves', () => {
    const node = { id: 'n', type: 't', version: 1, at: { x: 0, y: 0 } }

    const made = after(insertOnEdge(flow, { edge: 'ab', node, inPort: 'i', outPort: 'o' }, countingIds()))

    expect(Object.values(made.edges).map(({ source, target }) => [source, target])).toEqual([
      [
        { node: 'b', port: 'out' },
        { node: 'c', port: 'in' },
      ],
      [
        { node: 'a', port: 'out' },
        { node: 'n', port: 'i' },
      ],
      [
        { node: 'n', port: 'o' },
        { node: 'b', port: 'in' },
      ],
    ])
    const taken = { ...node, id: 'a' }
    expect(() => insertOnEdge(flow, { edge: 'ab', node: taken, inPort: 'i', outPort: 'o' }, context)).toThrow('already')
    const { id: _id, ...fresh } = node
    const newId = (prefix?: string) => `new-${prefix}-${Math.random()}`
    const other = after(insertOnEdge(flow, { edge: 'ab', node: fresh, inPort: 'i', outPort: 'o' }, { newId }))
    expect(Object.keys(other.nodes).at(-1)).toMatch(/^new-t-/)
  })
})

describe('commands on groups', () => {
  it('group frames each node once', () => {
    const change = group(flow, { nodes: ['d', 'd'], name: 'New', id: 'n' }, context)

    expect(after(change).groups['n']).toEqual({ id: 'n', name: 'New', nodes: ['d'] })
    expect(change.label).toBe('Group 1 node')
  })

  it.each<[string, { nodes: string[]; id?: string }, string]>([
    ['without nodes', { nodes: [] }, 'Choose the nodes'],
    ['of a node in another', { nodes: ['d', 'a'] }, 'in the group "Frame"'],
    ['of a node that is not there', { nodes: ['toString'] }, 'no node "toString"'],
    ['under an id that is taken', { nodes: ['d'], id: 'g' }, 'a group "g" already'],
  ])('group refuses a frame %s', (_case, args, message) => {
    expect(() => group(flow, { name: 'New', ...args }, context)).toThrow(message)
  })

  it('setGroupNodes takes nodes of its own and free ones, no others', () => {
    expect(after(setGroupNodes(flow, { group: 'g', nodes: ['b', 'd', 'b'] }, context)).groups['g']?.nodes).toEqual([
      'b',
      'd',
    ])
    expect(() => setGroupNodes(flow, { group: 'g', nodes: ['c'] }, context)).toThrow('in the group "Other"')
    expect(() => setGroupNodes(flow, { group: 'g', nodes: [] }, context)).toThrow('needs a node')
  })

  it('renames, folds and opens; what is so already is no change', () => {
    expect(after(renameGroup(flow, { group: 'g', name: 'N' }, context)).groups['g']?.name).toBe('N')
    const folded = setGroupCollapsed(flow, { group: 'g', collapsed: true }, context)
    expect(after(folded).groups['g']?.collapsed).toBe(true)
    expect(folded.label).toBe('Collapse group')
    expect(setGroupCollapsed(flow, { group: 'g', collapsed: false }, context)).toMatchObject({
      patches: [],
      label: 'Open group',
    })
    const open = setGroupCollapsed(after(folded), { group: 'g', collapsed: false }, context)
    expect(applyPatches(after(folded), open.patches).groups['g']).toStrictEqual(flow.groups['g'])
  })

  it.each(['gone', 'toString'])('refuses the group %s, which is not there', (id) => {
    for (const act of [
      () => ungroup(flow, { group: id }, context),
      () => renameGroup(flow, { group: id, name: 'x' }, context),
      () => setGroupCollapsed(flow, { group: id, collapsed: true }, context),
      () => setGroupNodes(flow, { group: id, nodes: ['d'] }, context),
    ])
      expect(act).toThrow(`no group "${id}"`)
  })
})

describe('paste', () => {
  const fragment = createFragment(flow, ['a', 'b', 'd'])

  it('puts the top left corner of the whole at the pointer, and what has no place at its own', () => {
    const change = paste(flow, { fragment, at: { x: 100, y: 200 }, offset: { x: 1, y: 2 } }, countingIds())

    const [a = '', b = '', d = ''] = change.nodes
    const places = after(change).layout.nodes
    expect([places[a], places[b], places[d]]).toEqual([
      { x: 101, y: 202, width: 9 },
      { x: 111, y: 207 },
      { x: 101, y: 202 },
    ])
    expect(change.label).toBe('Paste 3 nodes')
  })

  it('without a pointer, or without places, moves by the offset alone', () => {
    const [first = ''] = paste(flow, { fragment }, countingIds()).nodes
    expect(after(paste(flow, { fragment }, countingIds())).layout.nodes[first]).toEqual({ x: 0, y: 0, width: 9 })

    const bare = { ...fragment, layout: {} }
    const change = paste(flow, { fragment: bare, at: { x: 50, y: 50 }, offset: { x: 4, y: 5 } }, countingIds())
    expect(after(change).layout.nodes[change.nodes[0] ?? '']).toEqual({ x: 4, y: 5 })
  })

  it('gives wires and groups new ids and ends', () => {
    const change = paste(flow, { fragment }, countingIds())

    const [a, b] = change.nodes
    const made = after(change)
    const wire = Object.values(made.edges).find(({ source }) => source.node === a)
    expect(wire).toMatchObject({ source: { node: a, port: 'out' }, target: { node: b, port: 'in' } })
    expect(wire?.id).toMatch(/^edge-/)
    expect(Object.values(made.groups).find(({ nodes }) => nodes.includes(a ?? ''))).toMatchObject({ nodes: [a, b] })
  })

  it('duplicate shifts by 40 pixels and names the step', () => {
    const change = duplicate(flow, { nodes: ['b'] }, countingIds())

    expect(after(change).layout.nodes[change.nodes[0] ?? '']).toEqual({ x: 50, y: 45 })
    expect(change.label).toBe('Duplicate 1 node')
  })
})

describe('a refusal', () => {
  const wire = { source: { node: 'a', port: 'out' }, target: { node: 'gone', port: 'in' } }
  it.each<[string, () => unknown, string[]]>([
    [
      'a node that is there',
      () => addNode(flow, { id: 'a', type: 't', version: 1, at: { x: 0, y: 0 } }, context),
      ['nodes', 'a'],
    ],
    [
      'a node name too long',
      () => renameNode(flow, { node: 'a', name: 'n'.repeat(1001) }, context),
      ['nodes', 'a', 'name'],
    ],
    ['a flow name too long', () => setFlowInfo(flow, { name: 'n'.repeat(1001) }, context), ['name']],
    ['a node that is not there', () => renameNode(flow, { node: 'gone', name: '' }, context), ['nodes', 'gone']],
    ['a place', () => moveNodes(flow, { to: { a: { x: NaN, y: 0 } } }, context), ['layout', 'nodes', 'a']],
    ['the end of a wire', () => connect(flow, wire, context), ['nodes', 'gone']],
    ['a wire', () => reconnect(flow, { edge: 'gone' }, context), ['edges', 'gone']],
    [
      'a node on a wire',
      () =>
        insertOnEdge(
          flow,
          { edge: 'ab', node: { id: 'a', type: 't', version: 1, at: { x: 0, y: 0 } }, inPort: 'in', outPort: 'out' },
          context,
        ),
      ['nodes', 'a'],
    ],
    ['a group that is there', () => group(flow, { id: 'g', nodes: ['d'], name: '' }, context), ['groups', 'g']],
    ['a group that is not there', () => ungroup(flow, { group: 'gone' }, context), ['groups', 'gone']],
    ['a group left empty', () => setGroupNodes(flow, { group: 'g', nodes: [] }, context), ['groups', 'g']],
    ['a member that is not there', () => group(flow, { nodes: ['gone'], name: '' }, context), ['nodes', 'gone']],
    ['a member of another group', () => setGroupNodes(flow, { group: 'g', nodes: ['c'] }, context), ['groups', 'h']],
  ])('names the place of %s', (_what, command, path) => {
    expect(command).toThrow(
      expect.objectContaining({ issues: [expect.objectContaining({ path }) as unknown] }) as Error,
    )
  })
})
