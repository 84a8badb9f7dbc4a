/** What an Evaluator will take, from a pilot the person starts. Before it, everything is said to be unknown. */
import type { Estimate, Forecast } from '@evalflow/contract'
import { Button, Dialog, Field, formatDuration, formatNumber, NumberInput } from '@evalflow/ui'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { toForecastRequest } from '../../evaluator/forecast-request.ts'
import { useT } from '../messages.ts'
import { useStudioPort } from '../port.ts'

const DEFAULT_ROWS = 10
const MAX_ROWS = 200

export interface ForecastDialogProps {
  /** Null while config or target are not known; `missing` says what to do. */
  request: ReturnType<typeof toForecastRequest> | null
  missing: string | null
  onClose: () => void
}

export function ForecastDialog({ request, missing, onClose }: ForecastDialogProps) {
  const t = useT()
  const port = useStudioPort()
  const [rows, setRows] = useState<number | null>(DEFAULT_ROWS)
  const stop = useRef<AbortController | null>(null)
  const usable = rows !== null && Number.isInteger(rows) && rows >= 1 && rows <= MAX_ROWS
  const pilot = useMutation({
    mutationFn: async () => {
      if (!request) throw new Error(missing ?? '')
      stop.current = new AbortController()
      return port.forecast({ ...request, pilot_rows: rows ?? DEFAULT_ROWS }, stop.current.signal)
    },
  })
  // a closed dialog pays for nothing more
  useEffect(() => () => stop.current?.abort(), [])
  const submit = () => {
    if (request && usable && !pilot.isPending) pilot.mutate()
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('forecastTitle')}
      description={t('forecastText')}
      onSubmit={submit}
      note={
        (missing ?? pilot.error?.message) && (
          <span className="ev-field-error" role="alert">
            {missing ?? pilot.error?.message}
          </span>
        )
      }
      actions={
        <>
          <Button shortcut="Escape" onClick={onClose}>
            {t('close')}
          </Button>
          <Button
            variant="primary"
            shortcut="Mod+Enter"
            busy={pilot.isPending}
            disabled={!request || !usable}
            onClick={submit}
          >
            {t(pilot.data ? 'forecastAgain' : 'forecastRun')}
          </Button>
        </>
      }
    >
      <Field label={t('forecastRows')} error={usable ? undefined : t('forecastRowsWrong')}>
        <NumberInput value={rows} min={1} max={MAX_ROWS} onChange={setRows} onInvalid={() => setRows(null)} />
      </Field>
      {pilot.data ? <Figures forecast={pilot.data} /> : <p className="ev-muted">{t('forecastNoPilot')}</p>}
    </Dialog>
  )
}

function Figures({ forecast }: { forecast: Forecast }) {
  const t = useT()
  const { rows, pilot, money, notes } = forecast
  const count = (value: number) => formatNumber(value, value < 10 ? 1 : 0)
  const small = (value: number) => formatNumber(value, value !== 0 && value < 0.1 ? 5 : 2)
  const estimates: [string, Estimate | null, (value: number) => string][] = [
    [t('forecastIn'), forecast.prompt_tokens, count],
    [t('forecastOut'), forecast.completion_tokens, count],
    [t('forecastMoney'), money, (value) => `${small(value)} ${money?.currency ?? ''}`],
    [t('forecastTime'), forecast.seconds, (value) => formatDuration(value * 1000)],
    [t('forecastEnergy'), forecast.energy_wh, (value) => `${small(value)} Wh`],
  ]
  const methods = new Set(estimates.flatMap(([, estimate]) => (estimate ? [estimate.method] : [])))
  return (
    <div role="group" aria-label={t('forecast')}>
      <dl className="evc-figures ev-num">
        <Row name={t('forecastTotalRows')} value={rows === null ? t('forecastUnknown') : formatNumber(rows)} />
        {pilot && (
          <Row
            name={t('forecastPilot')}
            value={t('forecastPilotDone', {
              rows: pilot.rows,
              time: formatDuration(pilot.seconds * 1000),
              cached: pilot.cached,
              failed: pilot.failed,
            })}
          />
        )}
        {estimates.map(([name, estimate, format]) => (
          <Row
            key={name}
            name={name}
            value={estimate ? format(estimate.value) : t('forecastUnknown')}
            range={estimate && toRange(estimate, format)}
          />
        ))}
      </dl>
      {notes.map((note) => (
        <p key={note} className="ev-muted">
          {note}
        </p>
      ))}
      {methods.size > 0 && (
        <details className="ev-muted evc-small">
          <summary>{t('forecastMethod')}</summary>
          {[...methods].map((method) => (
            <p key={method}>{method}</p>
          ))}
        </details>
      )}
    </div>
  )

  function toRange({ low, high }: Estimate, format: (value: number) => string): string {
    return low === null || high === null
      ? t('forecastNoRange')
      : t('forecastRange', { low: format(low), high: format(high) })
  }
}

function Row({ name, value, range }: { name: string; value: string; range?: string | null }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {value}
        {range && <span className="ev-faint"> · {range}</span>}
      </dd>
    </div>
  )
}
