/** A page for looking at the editor alone: `vite packages/editor/dev`. `?bench=N`, `?empty`, `?run`, `?theme=dark`. */
import '@evalflow/ui/styles.css'
import '../src/styles.css'
import { applyTheme, setThemeChoice, Toaster } from '@evalflow/ui'
import { createRoot } from 'react-dom/client'
import { BenchPage } from '../src/bench/bench-page.tsx'
import { createEditorStore, createRunState, FlowEditor } from '../src/index.ts'
import { devFlow, devRuns, devSpecs } from './dev-flow.ts'
import { devViews } from './dev-views.tsx'

const query = new URLSearchParams(location.search)
const theme = query.get('theme')
if (theme === 'dark' || theme === 'light') setThemeChoice(theme)
applyTheme()

const root = document.getElementById('root')
if (!root) throw new Error('The page has no #root.')
const bench = query.get('bench')
if (bench)
  createRoot(root).render(<BenchPage nodes={Number(bench)} view={query.get('view') === 'far' ? 'far' : 'near'} />)
else {
  const store = createEditorStore({ flow: devFlow(query.has('empty')), specs: devSpecs })
  const runState = createRunState(query.has('run') ? devRuns : {})
  Object.assign(window, { store, runState })
  createRoot(root).render(
    <>
      <FlowEditor
        store={store}
        views={devViews}
        runState={runState}
        callbacks={{ run: () => {}, stop: () => {}, openNode: () => {} }}
      />
      <Toaster />
    </>,
  )
}
