/** An empty canvas teaches the first gesture. */
import { EmptyState, formatKeys } from '@evalflow/ui'
import { keysOf } from '../commands/keymap.ts'
import { focusPalette } from '../commands/view.ts'
import { useT } from '../messages.ts'

export function EmptyCanvas() {
  const t = useT()
  return (
    <div className="ef-empty">
      <EmptyState title={t('emptyTitle')}>
        {t('emptyText', { key: formatKeys(keysOf(focusPalette)[0] ?? '') })}
      </EmptyState>
    </div>
  )
}
