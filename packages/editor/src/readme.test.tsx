import { emptyFlow } from '@evalflow/graph'
import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { benchSpec } from './bench/bench-flow.ts'
import { createEditorStore, createRunState, FlowEditor } from './index.ts'

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

test('the example of the README shows its flow and tells its changes', () => {
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe() {}
      disconnect() {}
    },
  )
  const onChange = vi.fn()
  const flow = {
    ...emptyFlow({ id: 'f', name: 'f' }),
    nodes: { a: { id: 'a', type: benchSpec.type, version: 1, values: {} } },
  }
  const store = createEditorStore({ flow, specs: [benchSpec], onChange })
  render(<FlowEditor store={store} views={{}} runState={createRunState()} callbacks={{}} layout="outline" />)
  expect(screen.getByRole('button', { name: /^Evaluator/ })).toBeTruthy()
  store.setValue('a', 'limit', 5)
  expect(onChange.mock.calls[0]?.[0]).toEqual([{ op: 'add', path: ['nodes', 'a', 'values', 'limit'], value: 5 }])
})
