/** Note: Markdown on the canvas. Double click or Enter to write, Esc or a click elsewhere to read. */
import { Markdown, type NodeBodyProps, type NodeView } from '@evalflow/editor'
import { TextArea } from '@evalflow/ui'
import { StickyNote } from 'lucide-react'
import { useState } from 'react'
import { useT } from '../messages.ts'
import { Inspector } from './inspector.tsx'

function Body({ values, readOnly, setValue }: NodeBodyProps) {
  const t = useT()
  const [editing, setEditing] = useState(false)
  const text = typeof values['text'] === 'string' ? values['text'] : ''
  if (editing && !readOnly) {
    return (
      <TextArea
        className="evc-note-text nodrag nowheel"
        aria-label={t('notePlaceholder')}
        autoFocus
        value={text}
        placeholder={t('notePlaceholder')}
        onChange={(next) => setValue('text', next)}
        onBlur={() => setEditing(false)}
        onKeyDown={(event) => event.key === 'Escape' && setEditing(false)}
      />
    )
  }
  return (
    <div
      className="evc-note-text"
      role="button"
      tabIndex={0}
      aria-description={text === '' ? undefined : t('notePlaceholder')}
      onDoubleClick={() => setEditing(true)}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || event.target !== event.currentTarget) return
        event.preventDefault()
        setEditing(true)
      }}
    >
      {text === '' ? <span className="ev-faint">{t('notePlaceholder')}</span> : <Markdown text={text} />}
    </div>
  )
}

export const noteView: NodeView = {
  Body,
  Inspector,
  icon: StickyNote,
  frame: 'note',
  size: { width: 268, bodyHeight: 90 },
}
