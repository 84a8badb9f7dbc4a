/** Dataset Creator on the canvas: a name and rows; what came of the last run. */
import type { NodeBodyProps, NodeView } from '@evalflow/editor'
import type { JsonValue } from '@evalflow/graph'
import { Button, Field, formatBytes, formatNumber, Progress, TextInput } from '@evalflow/ui'
import { Database, FileSpreadsheet } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { z } from 'zod'
import { datasetValueSchema } from '../../values.ts'
import { describeRowsValue } from '../fields/rows-value.ts'
import { t as translate, useT } from '../messages.ts'
import { Inspector } from './inspector.tsx'
import { RunError, RunFoot } from './node-parts.tsx'

const RowsDialog = lazy(async () => ({ default: (await import('../dialogs/rows-dialog.tsx')).RowsDialog }))

const madeSchema = datasetValueSchema.extend({
  total: z.number().optional(),
  rejected: z.number().optional(),
  duplicates: z.number().optional(),
  style: z.enum(['chat', 'completion', 'unknown']).optional(),
})

function Body({ values, run, inputs, readOnly, setValue, setValues }: NodeBodyProps) {
  const t = useT()
  const [open, setOpen] = useState(false)
  const made = madeSchema.safeParse(run?.outputs?.['dataset']).data
  const source = values['source'] ?? null
  return (
    <div className="evc-node">
      <Field label={t('datasetName')}>
        <TextInput
          className="nodrag"
          value={text(values['name'])}
          placeholder="support-answers"
          disabled={readOnly}
          onChange={(name) => setValue('name', name)}
        />
      </Field>
      {inputs['rows'] === undefined && (
        <Field label={t('rows')} group hint={made?.records == null ? undefined : formatNumber(made.records)}>
          <Button
            className="evc-rows nodrag"
            icon={<FileSpreadsheet aria-hidden />}
            disabled={readOnly}
            onClick={() => setOpen(true)}
          >
            <span className="ev-grow ev-ellipsis" style={{ textAlign: 'start' }}>
              {describeRowsValue(source) ?? t('addRows')}
            </span>
          </Button>
        </Field>
      )}
      {run?.state === 'running' && (
        <div>
          <div className="ev-muted ev-num evc-progress-line">{run.progress?.message ?? t('uploading')}</div>
          <Progress label={t('uploading')} value={run.progress?.done ?? null} max={run.progress?.total ?? 1} />
        </div>
      )}
      <RunError run={run} />
      {open && (
        <Suspense fallback={null}>
          <RowsDialog
            value={source}
            mapping={toMapping(values['mapping'])}
            onClose={() => setOpen(false)}
            onSave={(saved) => setValues({ source: saved.source ?? undefined, mapping: saved.mapping ?? undefined })}
          />
        </Suspense>
      )}
    </div>
  )
}

function Footer(props: NodeBodyProps) {
  const t = useT()
  const { run, values } = props
  const made = madeSchema.safeParse(run?.outputs?.['dataset']).data
  const mapping = Object.entries(toMapping(values['mapping']) ?? {}).filter(([, column]) => column !== '')
  const fact = made
    ? made.rejected !== undefined && made.rejected > 0 && made.records !== null
      ? t('rowsOfTotal', { count: made.records, total: made.total ?? made.records, rejected: made.rejected })
      : [
          made.style === undefined || made.style === 'unknown' ? null : t(made.style),
          made.duplicates ? t('duplicateRows', { count: made.duplicates }) : null,
          made.size_bytes === null ? null : formatBytes(made.size_bytes),
          mapping.map(([field, column]) => t('mapped', { field, column })).join(' · ') || null,
        ]
          .filter((part) => part !== null)
          .join(' · ')
    : undefined
  return <RunFoot {...props} fact={fact} />
}

export const datasetCreatorView: NodeView = {
  Body,
  Footer,
  Inspector,
  icon: Database,
  subtitle: (values) =>
    [text(values['name']), text(values['version'])].filter((part) => part !== '').join('/') || translate('addRows'),
  badge: (_values, run) =>
    run?.state === 'done' ? { state: 'done', label: translate('uploaded') } : run ? { state: run.state } : null,
  size: { bodyHeight: 108 },
}

function toMapping(value: JsonValue | undefined): Record<string, string> | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}

const text = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '')
