/** One price. Checked here as far as a person can mistype; an error of the server stays in the dialog. */
import type { PriceTable } from '@evalflow/contract'
import { Button, Dialog, Field, NumberInput, TextInput } from '@evalflow/ui'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useT } from './messages.ts'

type Price = PriceTable['prices'][number]

interface Draft {
  model: string
  host: string
  input: number | null
  output: number | null
  cached: number | null
  asOf: string
  source: string
}

export interface PriceDialogProps {
  /** Absent for a new one. */
  price: Price | undefined
  currency: string
  onSave: (price: Price) => Promise<void>
  onClose: () => void
}

const DAY = /^\d{4}-\d{2}-\d{2}$/

export function PriceDialog({ price, currency, onSave, onClose }: PriceDialogProps) {
  const t = useT()
  const [draft, setDraft] = useState<Draft>(() => toDraft(price))
  const [shown, setShown] = useState(false)
  const save = useMutation({ mutationFn: () => onSave(toPrice(draft, price)), onSuccess: onClose })
  const wrong = {
    model: draft.model.trim() === '' ? t('required') : undefined,
    input: isAmount(draft.input) ? undefined : t('notNegative'),
    output: isAmount(draft.output) ? undefined : t('notNegative'),
    cached: draft.cached === null || isAmount(draft.cached) ? undefined : t('notNegative'),
    asOf:
      draft.asOf === '' || (DAY.test(draft.asOf) && !Number.isNaN(Date.parse(draft.asOf))) ? undefined : t('wrongDate'),
  }
  const set = (change: Partial<Draft>) => setDraft({ ...draft, ...change })
  const error = (field: keyof typeof wrong) => (shown ? wrong[field] : undefined)
  const submit = () => {
    setShown(true)
    if (!save.isPending && Object.values(wrong).every((found) => found === undefined)) save.mutate()
  }
  const number = (field: 'input' | 'output' | 'cached') => (
    <NumberInput
      value={draft[field]}
      min={0}
      unit={`${currency} / 1M`}
      onChange={(value) => set({ [field]: value })}
      onInvalid={() => set({ [field]: -1 })}
    />
  )
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={price ? t('editPriceTitle', { model: price.model }) : t('addPriceTitle')}
      onSubmit={submit}
      note={
        save.error && (
          <span className="ev-field-error" role="alert">
            {save.error.message}
          </span>
        )
      }
      actions={
        <>
          <Button shortcut="Escape" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button variant="primary" shortcut="Mod+Enter" busy={save.isPending} onClick={submit}>
            {t('save')}
          </Button>
        </>
      }
    >
      <Field label={t('model')} help={t('modelHelp')} error={error('model')} required>
        <TextInput value={draft.model} onChange={(model) => set({ model })} mono />
      </Field>
      <Field label={t('host')} help={t('hostHelp')}>
        <TextInput value={draft.host} onChange={(host) => set({ host })} maxLength={253} mono />
      </Field>
      <Field label={t('input')} error={error('input')} required>
        {number('input')}
      </Field>
      <Field label={t('output')} error={error('output')} required>
        {number('output')}
      </Field>
      <Field label={t('cached')} help={t('cachedHelp')} error={error('cached')}>
        {number('cached')}
      </Field>
      <Field label={t('asOf')} error={error('asOf')}>
        <TextInput value={draft.asOf} onChange={(asOf) => set({ asOf })} placeholder="2026-11-21" />
      </Field>
      <Field label={t('source')} help={t('sourceHelp')}>
        <TextInput value={draft.source} onChange={(source) => set({ source })} maxLength={500} />
      </Field>
    </Dialog>
  )
}

const isAmount = (value: number | null): value is number => value !== null && value >= 0

function toDraft(price: Price | undefined): Draft {
  return {
    model: price?.model ?? '',
    host: price?.host ?? '',
    input: price?.input_per_million ?? null,
    output: price?.output_per_million ?? null,
    cached: price?.cached_per_million ?? null,
    // a new price is looked up today
    asOf: price ? (price.as_of ?? '') : new Date().toISOString().slice(0, 10),
    source: price?.source ?? '',
  }
}

/** Keeps what the dialog does not show. */
function toPrice({ model, host, input, output, cached, asOf, source }: Draft, before: Price | undefined): Price {
  return {
    ...(before?.note === undefined ? {} : { note: before.note }),
    model: model.trim(),
    ...(host.trim() === '' ? {} : { host: host.trim() }),
    input_per_million: input ?? 0,
    output_per_million: output ?? 0,
    ...(cached === null ? {} : { cached_per_million: cached }),
    ...(asOf === '' ? {} : { as_of: asOf }),
    ...(source.trim() === '' ? {} : { source: source.trim() }),
  }
}
