/** A job that its budget stopped goes on with a larger one, or none. An error of the server stays in the dialog. */
import { Button, Checkbox, Dialog, Field, NumberInput } from '@evalflow/ui'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { formatMoney } from './format-money.ts'
import { useT } from './messages.ts'

export interface ResumeJobDialogProps {
  cost: { amount: number; currency: string; budget: number | null }
  /** Null is no limit. */
  onResume: (budget: number | null) => Promise<void>
  onClose: () => void
}

export function ResumeJobDialog({ cost, onResume, onClose }: ResumeJobDialogProps) {
  const t = useT()
  const [budget, setBudget] = useState<number | null>(cost.budget === null ? null : cost.budget * 2)
  const [unlimited, setUnlimited] = useState(false)
  const [wrong, setWrong] = useState(false)
  const resume = useMutation({ mutationFn: () => onResume(unlimited ? null : budget), onSuccess: onClose })
  const submit = () => {
    if (resume.isPending) return
    const usable = unlimited || (budget !== null && budget > cost.amount)
    setWrong(!usable)
    if (usable) resume.mutate()
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('resumeTitle')}
      description={t('resumeText')}
      onSubmit={submit}
      note={
        resume.error && (
          <span className="ev-field-error" role="alert">
            {resume.error.message}
          </span>
        )
      }
      actions={
        <>
          <Button shortcut="Escape" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button variant="primary" shortcut="Mod+Enter" busy={resume.isPending} onClick={submit}>
            {t('goOn')}
          </Button>
        </>
      }
    >
      <Field
        label={t('budgetOfJob')}
        help={t('budgetSpent', { amount: formatMoney(cost.amount, cost.currency) })}
        error={wrong && !unlimited ? t('budgetTooSmall') : undefined}
      >
        <NumberInput
          value={budget}
          min={0}
          unit={cost.currency}
          disabled={unlimited}
          onChange={(next) => {
            setBudget(next)
            setWrong(false)
          }}
          onInvalid={() => setBudget(null)}
        />
      </Field>
      <Checkbox checked={unlimited} onChange={setUnlimited} label={t('noLimit')} />
    </Dialog>
  )
}
