/** How many rows of each task a job shall have (`limit_samples`); whether that is more, the server knows. An error of the server stays in the dialog, with what was entered. */
import { Button, Checkbox, Dialog, Field, NumberInput } from '@evalflow/ui'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useT } from '../messages.ts'

export interface ExtendJobDialogProps {
  /** Rows the job has now, over all tasks; null if not known. */
  rowsNow: number | null
  /** Null is every row of the dataset. */
  onExtend: (limit: number | null) => Promise<void>
  onClose: () => void
}

export function ExtendJobDialog({ rowsNow, onExtend, onClose }: ExtendJobDialogProps) {
  const t = useT()
  const [rows, setRows] = useState<number | null>(rowsNow)
  const [every, setEvery] = useState(false)
  const [wrong, setWrong] = useState(false)
  const extend = useMutation({ mutationFn: () => onExtend(every ? null : rows), onSuccess: onClose })
  const submit = () => {
    if (extend.isPending) return
    const usable = every || (rows !== null && Number.isInteger(rows) && rows > 0)
    setWrong(!usable)
    if (usable) extend.mutate()
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('extendTitle')}
      description={t('extendText')}
      onSubmit={submit}
      note={
        extend.error && (
          <span className="ev-field-error" role="alert">
            {extend.error.message}
          </span>
        )
      }
      actions={
        <>
          <Button shortcut="Escape" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button variant="primary" shortcut="Mod+Enter" busy={extend.isPending} onClick={submit}>
            {t('extendConfirm')}
          </Button>
        </>
      }
    >
      <Field
        label={t('extendRows')}
        {...(rowsNow === null ? {} : { help: t('extendRowsNow', { rows: rowsNow }) })}
        error={wrong && !every ? t('extendRowsWrong') : undefined}
      >
        <NumberInput
          value={rows}
          min={1}
          disabled={every}
          onChange={(next) => {
            setRows(next)
            setWrong(false)
          }}
          onInvalid={() => setRows(null)}
        />
      </Field>
      <Checkbox checked={every} onChange={setEvery} label={t('extendEvery')} />
    </Dialog>
  )
}
