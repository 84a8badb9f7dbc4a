/** A component on the canvas, as Studio draws it, in one state. */
import { componentRegistry } from '@evalflow/components'
import { componentViews, StudioPortProvider, type StudioPort } from '@evalflow/components/react'
import { createEditorStore, createRunState, FlowEditor, type NodeRun } from '@evalflow/editor'
import { addNode, createSpecIndex, emptyFlow, type JsonValue } from '@evalflow/graph'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { LONG } from '../held.tsx'
import { storyPort } from './story-port.ts'

const specs = createSpecIndex(componentRegistry)
const AT = '2026-05-31T12:00:00.000Z'

export interface Shown {
  name?: string
  values?: Record<string, JsonValue>
  run?: Partial<NodeRun>
}

export function InStudio({ port, children }: { port?: Partial<StudioPort>; children: ReactNode }) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  return (
    <QueryClientProvider client={client}>
      <StudioPortProvider value={storyPort(port)}>{children}</StudioPortProvider>
    </QueryClientProvider>
  )
}

export function OneNode({ type, shown }: { type: string; shown: Shown }) {
  const spec = specs.get(type)
  if (!spec) throw new Error(`There is no component ${type}.`)
  const store = createEditorStore({ flow: emptyFlow({ id: 'story', name: 'Story' }), specs })
  store.dispatch(addNode, {
    id: 'node',
    type,
    version: spec.version,
    at: { x: 60, y: 60 },
    values: shown.values ?? {},
    ...(shown.name ? { name: shown.name } : {}),
  })
  store.select({})
  const runState = createRunState(shown.run ? { node: { node: 'node', state: 'done', ...shown.run } } : {})
  return (
    <InStudio>
      <div style={{ width: 880, height: 860 }}>
        <FlowEditor
          store={store}
          views={componentViews}
          runState={runState}
          layout="canvas"
          initialViewport={{ x: 0, y: 0, zoom: 1 }}
        />
      </div>
    </InStudio>
  )
}

/** The stories every component has; `filled` is how it looks in use, `done` what a run leaves on it. */
export function statesOf(
  type: string,
  { filled, done }: { filled: Record<string, JsonValue>; done: Record<string, JsonValue> },
) {
  const story = (shown: Shown) => () => <OneNode type={type} shown={shown} />
  return {
    empty: story({}),
    filled: story({ values: filled }),
    running: story({
      values: filled,
      run: { state: 'running', startedAt: AT, progress: { done: 42, total: 120, message: 'Reading rows' } },
    }),
    done: story({
      values: filled,
      run: { state: 'done', startedAt: AT, finishedAt: '2026-05-31T12:00:12.000Z', outputs: done },
    }),
    failed: story({
      values: filled,
      run: {
        state: 'failed',
        startedAt: AT,
        finishedAt: '2026-05-31T12:00:01.000Z',
        error: {
          code: 'server_error',
          message: 'The data store answered 503: it is starting. Run the node again in a minute.',
        },
      },
    }),
    denied: story({
      values: filled,
      run: {
        state: 'failed',
        error: {
          code: 'denied',
          message: 'This connection may not read default/support (403). Ask its owner for access, or choose another.',
        },
      },
    }),
    longText: story({
      name: LONG,
      values: filled,
      run: { state: 'failed', error: { code: 'x', message: `${LONG}. ${LONG}.` } },
    }),
  }
}
