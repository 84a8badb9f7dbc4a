import { EmptyState } from '@evalflow/ui'
import { Link } from '@tanstack/react-router'
import { useT } from '../messages.ts'
import { Page } from './page.tsx'

export function NotFound() {
  const t = useT()
  return (
    <Page title={t('notFound')}>
      <EmptyState
        title={t('notFoundHelp')}
        action={
          <Link className="ev-button" to="/">
            {t('goHome')}
          </Link>
        }
      />
    </Page>
  )
}
