/** Entry. A bench page is mounted first and alone: it makes no request and loads nothing of Studio. */
import './api/no-compiling.ts'
import { applyTheme, fetchLanguage, getLanguage, messageOf, notify, provideLanguage, setLanguage } from '@evalflow/ui'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import './styles/studio.css'

const container = document.getElementById('root')
if (!container) throw new Error('The page has no element #root.')
const root = createRoot(container)
applyTheme()
provideLanguage('de', () => import('virtual:german'))

const bench = new URLSearchParams(location.search).get('bench')
if (bench !== null) {
  const { BenchPage } = await import('@evalflow/editor/bench')
  root.render(<BenchPage nodes={Number(bench)} />)
} else {
  // the texts are here before anything is drawn, so that no page shows two languages
  const [{ App }] = await Promise.all([import('./app.tsx'), fetchLanguage(getLanguage()).catch(readEnglish)])
  root.render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
}

/** The texts of the reader's language could not be fetched: English is always here. The choice made before is kept. */
function readEnglish(error: unknown): void {
  notify.bad(messageOf(error))
  setLanguage('en')
}
