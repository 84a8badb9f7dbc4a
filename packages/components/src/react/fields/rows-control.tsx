/** Rows as text or file: shows what was given and opens the dialog in which rows are read, mapped and checked. */
import { Button, Skeleton } from '@evalflow/ui'
import { FileSpreadsheet } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { useT } from '../messages.ts'
import type { FieldControlProps } from './field-control-props.ts'
import { describeRowsValue } from './rows-value.ts'

const RowsDialog = lazy(async () => ({ default: (await import('../dialogs/rows-dialog.tsx')).RowsDialog }))

export function RowsControl({ field, value, onChange }: FieldControlProps) {
  const t = useT()
  const [open, setOpen] = useState(false)
  const description = describeRowsValue(value)
  return (
    <>
      <Button
        className="evc-rows"
        icon={<FileSpreadsheet aria-hidden />}
        aria-label={`${field.label}: ${description ?? t('addRows')}`}
        onClick={() => setOpen(true)}
      >
        <span className="ev-grow ev-ellipsis" style={{ textAlign: 'start' }}>
          {description ?? t('addRows')}
        </span>
      </Button>
      {open && (
        <Suspense fallback={<Skeleton height={1} />}>
          <RowsDialog
            value={value}
            mapping={null}
            onSave={({ source }) => onChange(source)}
            onClose={() => setOpen(false)}
          />
        </Suspense>
      )}
    </>
  )
}
