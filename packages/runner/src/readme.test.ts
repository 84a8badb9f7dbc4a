import { addNode, applyPatches, emptyFlow, newId } from '@evalflow/graph'
import { expect, it } from 'vitest'
import { createMemoryCache, runFlow } from './index.ts'

it('the example of the README runs', async () => {
  const hello = {
    type: 'hello',
    version: 1,
    title: 'Hello',
    summary: '',
    category: 'data',
    keywords: [],
    icon: 'box',
    inputs: [],
    outputs: [{ id: 'text', type: 'text', label: 'Text' }],
    fields: [],
    run: async () => ({ text: 'hello' }),
  } as const
  const empty = emptyFlow({ id: newId(), name: 'Demo' })
  const flow = applyPatches(empty, addNode(empty, { type: 'hello', version: 1, at: { x: 0, y: 0 } }, { newId }).patches)

  const run = await runFlow({
    runId: 'r1',
    flow,
    definitions: new Map([['hello', hello]]),
    services: {},
    signal: new AbortController().signal,
    cache: createMemoryCache(),
    onEvent: () => {},
    now: () => new Date(),
  })

  expect(Object.values(run.nodes)[0]?.outputs).toEqual({ text: 'hello' })
})
