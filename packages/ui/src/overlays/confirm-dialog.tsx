/**
 * Asks once before what cannot be undone: says the consequence, the count and the names. Focus begins on Cancel, so
 * Enter does not confirm; while `onConfirm` runs the dialog stays, and its failure is shown in it.
 */
import { AlertDialog as Radix } from 'radix-ui'
import { useRef, useState, type ReactNode } from 'react'
import { Button } from '../controls/button.tsx'
import { useT } from '../i18n/messages.ts'
import { messageOf } from '../states/states.tsx'

export interface ConfirmDialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: ReactNode
  consequence: ReactNode
  /** What is concerned; more than eight are counted. */
  names?: readonly string[] | undefined
  /** The verb and the count: `Remove 411 configs`. */
  confirmLabel: string
  cancelLabel?: string | undefined
  onConfirm: () => void | Promise<void>
}

const NAMES_SHOWN = 8

export function ConfirmDialog(props: ConfirmDialogProps) {
  const { open, onOpenChange, title, consequence, names, confirmLabel, cancelLabel, onConfirm } = props
  const t = useT()
  const cancel = useRef<HTMLButtonElement>(null)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)

  async function confirm(): Promise<void> {
    setBusy(true)
    setFailure(null)
    try {
      await onConfirm()
      onOpenChange(false)
    } catch (error) {
      setFailure(messageOf(error))
    } finally {
      setBusy(false)
    }
  }

  return (
    <Radix.Root open={open} onOpenChange={(next) => !busy && onOpenChange(next)}>
      <Radix.Portal>
        <Radix.Overlay className="ev-scrim">
          <Radix.Content
            className="ev-dialog"
            style={{ maxWidth: 460 }}
            onOpenAutoFocus={(event) => {
              event.preventDefault()
              cancel.current?.focus()
            }}
          >
            <header className="ev-dialog-head">
              <div className="ev-grow">
                <Radix.Title>{title}</Radix.Title>
                <Radix.Description asChild>
                  <div className="ev-muted">{consequence}</div>
                </Radix.Description>
              </div>
            </header>
            {((names && names.length > 0) || failure) && (
              <div className="ev-dialog-form">
                {names && names.length > 0 && (
                  <ul className="ev-names">
                    {names.slice(0, NAMES_SHOWN).map((name) => (
                      <li key={name}>{name}</li>
                    ))}
                    {names.length > NAMES_SHOWN && <li>{t('andMore', { count: names.length - NAMES_SHOWN })}</li>}
                  </ul>
                )}
                {failure && (
                  <div className="ev-field-error" role="alert">
                    {failure}
                  </div>
                )}
              </div>
            )}
            <footer className="ev-dialog-foot">
              <span className="ev-grow" />
              <Radix.Cancel asChild>
                <Button ref={cancel}>{cancelLabel ?? t('cancel')}</Button>
              </Radix.Cancel>
              <Button variant="danger-primary" busy={busy} onClick={() => void confirm()}>
                {confirmLabel}
              </Button>
            </footer>
          </Radix.Content>
        </Radix.Overlay>
      </Radix.Portal>
    </Radix.Root>
  )
}
