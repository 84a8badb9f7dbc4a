import { createSpecIndex, emptyFlow, type ComponentSpec, type Flow } from '@evalflow/graph'
import { setLanguage } from '@evalflow/ui'
import { expect, test } from 'vitest'
import { addConnected, checkWire, connectPorts, startConnecting } from './connect.ts'
import { createEditorStore, type PortEnd } from './store/editor-store.ts'

const base = { version: 1, summary: '', category: 'data', keywords: [], icon: 'box', fields: [] } as const
const specs: ComponentSpec[] = [
  { ...base, type: 'source', title: 'Source', inputs: [], outputs: [{ id: 'out', type: 'dataset', label: 'Data' }] },
  {
    ...base,
    type: 'sink',
    title: 'Sink',
    inputs: [
      { id: 'in', type: 'dataset', label: 'Dataset' },
      { id: 'target', type: 'target', label: 'Target' },
    ],
    outputs: [],
  },
]
const flow: Flow = {
  ...emptyFlow({ id: 'f', name: 'f' }),
  nodes: Object.fromEntries(
    [
      ['a', 'source'],
      ['b', 'source'],
      ['c', 'sink'],
    ].map(([id = '', type = '']) => [id, { id, type, version: 1, values: {} }]),
  ),
}
const out = (node: string): PortEnd => ({ node, port: 'out', side: 'out', type: 'dataset' })
const into: PortEnd = { node: 'c', port: 'in', side: 'in', type: 'dataset' }

test('a wire is drawn from either end, and the same step takes the old one away', () => {
  const store = createEditorStore({ flow, specs })
  startConnecting(store, into, 'keyboard')
  expect(connectPorts(store, out('a'))).toBe(true)
  startConnecting(store, out('b'), 'keyboard')
  expect(connectPorts(store, into)).toBe(true)
  expect(Object.values(store.getState().flow.edges).map((edge) => edge.source.node)).toEqual(['b'])
  store.undo()
  expect(Object.values(store.getState().flow.edges).map((edge) => edge.source.node)).toEqual(['a'])
})

test('what does not fit is refused and said', () => {
  const store = createEditorStore({ flow, specs })
  startConnecting(store, out('a'), 'keyboard')
  expect(connectPorts(store, { node: 'c', port: 'target', side: 'in', type: 'target' })).toBe(false)
  expect(store.getState().announcement.text).toMatch(/expects/)
  expect(store.getState().flow.edges).toEqual({})
})

test('a node added from a port comes with its wire, in one step', () => {
  const store = createEditorStore({ flow, specs: createSpecIndex(specs) })
  const node = { id: 'd', type: 'sink', version: 1, at: { x: 0, y: 0 } }
  store.dispatch(addConnected, { node, end: out('a'), port: 'in' })
  expect(Object.values(store.getState().flow.edges)).toMatchObject([{ source: { node: 'a' }, target: { node: 'd' } }])
  store.undo()
  expect(store.getState().flow).toEqual(flow)
})

test('a refusal says why in the reader’s language', () => {
  const store = createEditorStore({ flow, specs })
  const start = out('a')
  const target: PortEnd = { node: 'c', port: 'target', side: 'in', type: 'target' }
  try {
    setLanguage('de')
    expect(checkWire(store.getState(), start, target)).toMatchObject({
      reason: 'Target erwartet Modellziel, bekam Datensatz',
    })
  } finally {
    setLanguage('en')
  }
  expect(checkWire(store.getState(), start, target)).toMatchObject({
    reason: 'Target expects Model target, got Dataset',
  })
})
