/** Entry. A bench page is mounted first and alone: it makes no request and loads nothing of Studio. */
import { applyTheme } from '@evalflow/ui'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import './styles/studio.css'

const container = document.getElementById('root')
if (!container) throw new Error('The page has no element #root.')
const root = createRoot(container)
applyTheme()

const bench = new URLSearchParams(location.search).get('bench')
if (bench !== null) {
  const { BenchPage } = await import('@evalflow/editor/bench')
  root.render(<BenchPage nodes={Number(bench)} />)
} else {
  const { App } = await import('./app.tsx')
  root.render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
}
