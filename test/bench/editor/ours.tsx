/** The editor's bench page alone, without Studio around it. */
import '@evalflow/ui/styles.css'
import '@evalflow/editor/styles.css'
import { BenchPage } from '@evalflow/editor/bench'
import { moveNodes } from '@evalflow/graph'
import { applyTheme } from '@evalflow/ui'
import { createRoot } from 'react-dom/client'
import { createAutosave } from '../../../apps/studio/src/flow/autosave.ts'

applyTheme()
const query = new URLSearchParams(location.search)
const root = document.getElementById('root')
if (root)
  createRoot(root).render(
    <BenchPage nodes={Number(query.get('bench') ?? 100)} view={query.get('view') === 'far' ? 'far' : 'near'} />,
  )

/** Saving as Studio does it, with a server that answers at once: milliseconds of work for one moved node. */
async function measureSave(): Promise<number> {
  const store = globalThis.window.__editorBench?.store
  if (!store) throw new Error('The bench is not ready.')
  const found: number[] = []
  let revision = 1
  const autosave = createAutosave({
    stored: { revision, flow: store.getState().flow },
    port: {
      patch: ({ patches }) => Promise.resolve((JSON.stringify(patches), { revision: (revision += 1) })),
      load: () => Promise.reject(new Error('The bench loads nothing.')),
      replace: () => Promise.reject(new Error('The bench replaces nothing.')),
    },
    journal: { write: (pending) => void JSON.stringify(pending), clear: () => {} },
    current: () => store.getState().flow,
    applyRemote: () => {},
    show: () => {},
    onState: () => {},
    newId: () => String(revision),
  })
  for (let turn = 0; turn < 5; turn++) {
    const id = Object.keys(store.getState().flow.nodes)[turn] ?? ''
    const { patches } = store.dispatch(moveNodes, { to: { [id]: { x: turn, y: -turn - 7 } } })
    const began = performance.now()
    autosave.changed(patches)
    await autosave.flush()
    found.push(performance.now() - began)
  }
  autosave.close()
  return found.toSorted((a, b) => a - b)[2] ?? Number.NaN
}
Object.assign(globalThis.window, { measureSave })
