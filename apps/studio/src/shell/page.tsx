/** Head and body of a page with a list. */
import type { ReactNode } from 'react'

export interface PageProps {
  title: ReactNode
  /** One sentence under the title. */
  help?: ReactNode
  actions?: ReactNode
  children: ReactNode
}

export function Page({ title, help, actions, children }: PageProps) {
  return (
    <main className="es-page">
      <header className="es-page-head">
        <div className="ev-grow">
          <h1>{title}</h1>
          {help && <p className="ev-muted">{help}</p>}
        </div>
        {actions}
      </header>
      <div className="es-page-body">{children}</div>
    </main>
  )
}
