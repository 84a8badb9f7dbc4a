import { expect, it } from 'vitest'
import { addNode, applyPatches, emptyFlow, emptyHistory, newId, recordChange, undo } from './index.ts'

it('the example of the README runs', () => {
  let flow = emptyFlow({ id: newId(), name: 'Demo' })
  const change = addNode(flow, { type: 'evaluator', version: 1, at: { x: 0, y: 0 } }, { newId })
  flow = applyPatches(flow, change.patches)
  expect(Object.keys(flow.nodes)).toHaveLength(1)
  const history = recordChange(emptyHistory, change, { at: Date.now() })

  const step = undo(history)
  flow = applyPatches(flow, step?.patches ?? [])

  expect(flow.nodes).toEqual({})
})
