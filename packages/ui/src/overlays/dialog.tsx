/**
 * A dialog: title, one sentence, form left, exact preview right, consequence and actions at the foot.
 *
 * Esc and the scrim close it; with `dirty` they ask first. ⌘↵ (Ctrl+↵) calls `onSubmit`. Focus is kept inside and goes
 * back to where it was.
 */
import clsx from 'clsx'
import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import { useState, type KeyboardEvent, type ReactNode } from 'react'
import { IconButton } from '../controls/button.tsx'
import { useT } from '../i18n/messages.ts'
import { ConfirmDialog } from './confirm-dialog.tsx'

export interface DialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: ReactNode
  /** One sentence under the title. */
  description?: ReactNode
  /** Beside the close button: refresh, a freshness mark. */
  headActions?: ReactNode
  children: ReactNode
  /** Right column: exactly what will be created. */
  preview?: ReactNode
  /** Left in the foot: the consequence in words. */
  note?: ReactNode
  /** Right in the foot. */
  actions?: ReactNode
  /** `small` 560 px, `wide` 940 px, `full` 1080 px. With a preview it is `wide` unless said otherwise. */
  size?: 'small' | 'wide' | 'full' | undefined
  /** Something was entered: closing asks. */
  dirty?: boolean | undefined
  onSubmit?: (() => void) | undefined
  /** Children fill the dialog edge to edge (tables). */
  flush?: boolean | undefined
}

export function Dialog(props: DialogProps) {
  const {
    open,
    onOpenChange,
    title,
    description,
    headActions,
    children,
    preview,
    note,
    actions,
    dirty,
    onSubmit,
    flush,
  } = props
  const t = useT()
  const [asking, setAsking] = useState(false)
  const size = props.size ?? (preview ? 'wide' : 'small')

  function change(next: boolean): void {
    if (!next && dirty) setAsking(true)
    else onOpenChange(next)
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey) || !onSubmit) return
    event.preventDefault()
    event.stopPropagation()
    onSubmit()
  }

  return (
    <Radix.Root open={open} onOpenChange={change}>
      <Radix.Portal>
        <Radix.Overlay className="ev-scrim">
          <Radix.Content
            className={clsx('ev-dialog', size !== 'small' && `ev-dialog-${size}`)}
            onKeyDown={onKeyDown}
            onOpenAutoFocus={focusFirstField}
            {...(description ? {} : { 'aria-describedby': undefined })}
          >
            <header className="ev-dialog-head">
              <div className="ev-grow">
                <Radix.Title>{title}</Radix.Title>
                {description && <Radix.Description>{description}</Radix.Description>}
              </div>
              {headActions}
              <IconButton
                size="small"
                label={t('close')}
                shortcut="Escape"
                icon={<X aria-hidden />}
                onClick={() => change(false)}
              />
            </header>
            <div className="ev-dialog-main" data-preview={preview !== undefined}>
              {flush ? children : <div className="ev-dialog-form">{children}</div>}
              {preview !== undefined && <div className="ev-dialog-preview">{preview}</div>}
            </div>
            {(actions || note) && (
              <footer className="ev-dialog-foot">
                <div className="ev-dialog-note">{note}</div>
                {actions}
              </footer>
            )}
          </Radix.Content>
        </Radix.Overlay>
      </Radix.Portal>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t('discardTitle')}
        consequence={t('discardText')}
        cancelLabel={t('keepEditing')}
        confirmLabel={t('discard')}
        onConfirm={() => onOpenChange(false)}
      />
    </Radix.Root>
  )
}

/** The first field, not the close button: its tooltip would take the first Esc. */
function focusFirstField(event: Event): void {
  const content = event.currentTarget
  if (!(content instanceof HTMLElement)) return
  event.preventDefault()
  const first = content.querySelector<HTMLElement>(
    '.ev-dialog-main :is(input, textarea, select, button, [tabindex="0"]):not(:disabled)',
  )
  ;(first ?? content).focus()
}
