/** The editor's bench page alone, without Studio around it. */
import '@evalflow/ui/styles.css'
import '@evalflow/editor/styles.css'
import { BenchPage } from '@evalflow/editor/bench'
import { applyTheme } from '@evalflow/ui'
import { createRoot } from 'react-dom/client'

applyTheme()
const query = new URLSearchParams(location.search)
const root = document.getElementById('root')
if (root)
  createRoot(root).render(
    <BenchPage nodes={Number(query.get('bench') ?? 100)} view={query.get('view') === 'far' ? 'far' : 'near'} />,
  )
