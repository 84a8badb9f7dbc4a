/** What several nodes have: their plain fields, their error, and a foot with Run or Stop and one fact. */
import type { NodeBodyProps } from '@evalflow/editor'
import { Button, formatDuration } from '@evalflow/ui'
import { CircleAlert, Play, Square } from 'lucide-react'
import { FieldForm } from '../fields/field-form.tsx'
import { useT } from '../messages.ts'

/** Fields that are not advanced, without their help, which stands in the inspector; `except` names those a wire replaces. */
export function NodeFields({
  spec,
  values,
  readOnly,
  setValue,
  except = [],
}: NodeBodyProps & { except?: readonly string[] }) {
  return (
    <fieldset className="evc-plain nodrag" disabled={readOnly}>
      <FieldForm
        fields={spec.fields
          .filter((field) => !field.advanced && !except.includes(field.id))
          .map(({ help: _help, ...field }) => field)}
        values={values}
        onChange={(id, value) => setValue(id, value ?? undefined)}
      />
    </fieldset>
  )
}

export function RunError({ run }: Pick<NodeBodyProps, 'run'>) {
  if (!run?.error) return null
  return (
    <div className="evc-note" data-tone="bad" role="alert">
      <CircleAlert aria-hidden />
      <span className="evc-break evc-clamp">{run.error.message}</span>
    </div>
  )
}

export function RunFoot({ run, runNode, stop, readOnly, fact }: NodeBodyProps & { fact?: string | undefined }) {
  const t = useT()
  return (
    <div className="evc-foot">
      {run?.state === 'running' ? (
        <Button size="small" icon={<Square aria-hidden />} onClick={stop}>
          {t('stop')}
        </Button>
      ) : (
        <Button size="small" icon={<Play aria-hidden />} disabled={readOnly} onClick={runNode}>
          {t('run')}
        </Button>
      )}
      <span className="ev-grow ev-ellipsis ev-muted ev-num" style={{ textAlign: 'end' }} title={fact}>
        {fact}
      </span>
      {run?.startedAt && run.finishedAt && (
        <span className="ev-faint ev-num">
          {formatDuration(Date.parse(run.finishedAt) - Date.parse(run.startedAt))}
        </span>
      )}
    </div>
  )
}
