import { EmptyState } from '@evalflow/ui'
import { Link } from '@tanstack/react-router'
import { useT } from '../messages.ts'

export function NotFound() {
  const t = useT()
  return (
    <EmptyState
      title={t('notFound')}
      action={
        <Link className="ev-button" to="/">
          {t('goHome')}
        </Link>
      }
    >
      {t('notFoundHelp')}
    </EmptyState>
  )
}
