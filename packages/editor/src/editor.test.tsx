import { emptyFlow, setValue, type ComponentSpec } from '@evalflow/graph'
import { act, cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import axe from 'axe-core'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createRunState } from './run-state.ts'
import { FlowEditor } from './flow-editor.tsx'
import type { NodeBodyProps, NodeViews } from './node-view.ts'
import { Markdown } from './notes/markdown.tsx'
import { createEditorStore } from './store/editor-store.ts'

const base = { version: 1, summary: 'What it does', category: 'data', keywords: [], icon: 'box' } as const
const specs: ComponentSpec[] = [
  {
    ...base,
    type: 'source',
    title: 'Source',
    inputs: [],
    outputs: [{ id: 'out', type: 'dataset', label: 'Data' }],
    fields: [{ id: 'name', label: 'Name', kind: 'text', default: '' }],
  },
  {
    ...base,
    type: 'sink',
    title: 'Sink',
    inputs: [{ id: 'in', type: 'dataset', label: 'Dataset' }],
    outputs: [],
    fields: [],
  },
]

beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'getBoundingClientRect').mockReturnValue(new DOMRect(0, 0, 1280, 800))
  vi.spyOn(HTMLElement.prototype, 'offsetWidth', 'get').mockReturnValue(1280)
  vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(800)
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null)
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe() {}
      unobserve() {}
      disconnect() {}
    },
  )
})
afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

function setUp(layout: 'canvas' | 'outline') {
  const renders = new Map<string, number>()
  const Body = ({ node, values }: NodeBodyProps) => {
    renders.set(node.id, (renders.get(node.id) ?? 0) + 1)
    return <p>{String(values['name'] ?? '')}</p>
  }
  const views: NodeViews = { source: { Body }, sink: { Body } }
  const flow = emptyFlow({ id: 'f', name: 'f' })
  for (const [id, type, x] of [
    ['a', 'source', 0],
    ['b', 'source', 0],
    ['c', 'sink', 400],
    ['d', 'missing-one', 400],
  ] as const) {
    flow.nodes[id] = { id, type, version: 1, values: {} }
    flow.layout.nodes[id] = { x, y: id === 'b' || id === 'd' ? 300 : 0 }
  }
  flow.edges['w'] = { id: 'w', source: { node: 'a', port: 'out' }, target: { node: 'd', port: 'gone' } }
  const store = createEditorStore({ flow, specs })
  const runState = createRunState()
  const view = render(
    <FlowEditor store={store} views={views} runState={runState} layout={layout} callbacks={{ run: () => {} }} />,
  )
  return { store, runState, renders, view, user: userEvent.setup() }
}

test('editing a field draws one node again, and an event of a run one too', async () => {
  const { store, runState, renders } = setUp('canvas')
  await screen.findAllByText('Sink')
  const before = new Map(renders)
  expect([...before.keys()].toSorted()).toEqual(['a', 'b', 'c'])
  act(() => void store.dispatch(setValue, { node: 'b', field: 'name', value: 'x' }))
  act(() => runState.update({ node: 'c', state: 'running' }))
  const more = Object.fromEntries([...renders].map(([id, count]) => [id, count - (before.get(id) ?? 0)]))
  expect(more).toEqual({ a: 0, b: 1, c: 1 })
})

test('an unknown component stays as a placeholder that says so', async () => {
  setUp('canvas')
  expect(await screen.findByText(/“missing-one” is not installed/)).toBeTruthy()
})

test('the outline connects two nodes by its menu', async () => {
  const { store, user } = setUp('outline')
  await user.click(screen.getByRole('button', { name: 'Actions of Sink' }))
  await user.keyboard('{Escape}')
  const [first] = screen.getAllByRole('button', { name: 'Actions of Source' })
  if (!first) throw new Error('The outline lists no source.')
  await user.click(first)
  await user.click(await screen.findByRole('menuitem', { name: /Data → Sink, Dataset/ }))
  expect(Object.values(store.getState().flow.edges)).toHaveLength(2)
})

test.each(['canvas', 'outline'] as const)('%s has no axe violation', async (layout) => {
  const { view } = setUp(layout)
  await screen.findAllByText('Sink')
  const result = await axe.run(view.container, {
    rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
  })
  expect(
    result.violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html).join(' ')}`),
  ).toEqual([])
})

test('a note draws no raw HTML and no script link', () => {
  const { container } = render(
    <Markdown
      text={'# Hi\n<img src=x onerror=alert(1)> [x](javascript:alert(1)) [ok](https://a.example) **b**\n- one'}
    />,
  )
  expect(container.querySelector('img, script')).toBeNull()
  expect([...container.querySelectorAll('a')].map((link) => link.href)).toEqual(['https://a.example/'])
  expect(container.querySelector('strong')?.textContent).toBe('b')
  expect(container.querySelectorAll('li')).toHaveLength(1)
})
