/** An empty canvas teaches the first gesture. */
import { Button, EmptyState, formatKeys } from '@evalflow/ui'
import { templates } from '../commands/flow.ts'
import { keysOf } from '../commands/keymap.ts'
import { focusPalette } from '../commands/view.ts'
import { useEditor } from '../editor-context.ts'
import { useT } from '../messages.ts'

export function EmptyCanvas() {
  const t = useT()
  const editor = useEditor()
  const hasTemplates = templates.isEnabled?.(editor) ?? true
  return (
    <div className="ef-empty">
      <EmptyState
        title={t('emptyTitle')}
        action={hasTemplates && <Button onClick={() => templates.run(editor)}>{t('openTemplates')}</Button>}
      >
        {t('emptyText', { key: formatKeys(keysOf(focusPalette)[0] ?? '') })}
      </EmptyState>
    </div>
  )
}
