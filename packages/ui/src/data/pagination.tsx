/** `1–50 of 412`, previous and next. Pages count from 1. */
import { Button } from '../controls/button.tsx'
import { useT } from '../i18n/messages.ts'

export interface PaginationProps {
  page: number
  pageSize: number
  total: number
  onPageChange: (page: number) => void
}

export function Pagination({ page, pageSize, total, onPageChange }: PaginationProps) {
  const t = useT()
  const from = (page - 1) * pageSize + 1
  const to = Math.min(total, page * pageSize)
  return (
    <nav className="ev-pagination" aria-label={t('pagination')}>
      <span className="ev-grow" aria-live="polite">
        {total === 0 ? t('pageNone') : t('pageRange', { from, to, total })}
      </span>
      <Button size="small" disabled={page <= 1} onClick={() => onPageChange(page - 1)}>
        {t('previous')}
      </Button>
      <Button size="small" disabled={to >= total} onClick={() => onPageChange(page + 1)}>
        {t('next')}
      </Button>
    </nav>
  )
}
