/** The dialog, loaded when it is first opened. Stands in a `Suspense`. */
import { lazy } from 'react'

export const SnippetsDialog = lazy(async () => ({ default: (await import('./snippets-dialog.tsx')).SnippetsDialog }))
