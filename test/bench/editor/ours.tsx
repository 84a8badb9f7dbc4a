/** The editor's bench page alone, without Studio around it. */
import '@evalflow/ui/styles.css'
import '@evalflow/editor/styles.css'
import { BenchPage } from '@evalflow/editor/bench'
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

/** Saving as Studio does it, with a server that answers at once: one moved node, its journal entry and its request. */
function createSaving(): () => Promise<void> {
  const store = globalThis.window.__editorBench?.store
  if (!store) throw new Error('The bench is not ready.')
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
  const [id = ''] = Object.keys(store.getState().flow.nodes)
  return async () => {
    const place = { x: revision, y: -revision }
    autosave.changed([{ op: 'add', path: ['layout', 'nodes', id], value: place }])
    await autosave.flush()
  }
}
let save: (() => Promise<void>) | undefined
Object.assign(globalThis.window, { saveOne: () => (save ??= createSaving())() })
