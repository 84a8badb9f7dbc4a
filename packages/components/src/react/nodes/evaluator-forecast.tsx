/** The Forecast button of an Evaluator: finds out what its run would use, and opens the dialog. */
import type { NodeBodyProps } from '@evalflow/editor'
import type { JsonValue } from '@evalflow/graph'
import { Button } from '@evalflow/ui'
import { lazy, Suspense, useState } from 'react'
import { toForecastRequest } from '../../evaluator/forecast-request.ts'
import { parseTargetChoice } from '../../target-choice.ts'
import { targetValueSchema, type TargetValue } from '../../values.ts'
import { useT } from '../messages.ts'
import { useInputDataset, useNodeRun, usePickedDataset } from './use-datasets.ts'

const ForecastDialog = lazy(async () => ({ default: (await import('../dialogs/forecast-dialog.tsx')).ForecastDialog }))
const DEFAULT_NAMESPACE = 'default'

type Props = Pick<NodeBodyProps, 'values' | 'inputs' | 'readOnly'>

export function EvaluatorForecast(props: Props) {
  const t = useT()
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button size="small" variant="link" disabled={props.readOnly} onClick={() => setOpen(true)}>
        {t('forecast')}
      </Button>
      {open && (
        <Suspense fallback={null}>
          <OpenForecast {...props} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}

function OpenForecast({ values, inputs, onClose }: Props & { onClose: () => void }) {
  const t = useT()
  const namespace = text(values['namespace']) || DEFAULT_NAMESPACE
  const wired = inputs['dataset']?.[0]
  const connected = useInputDataset(wired, namespace)
  const picked = usePickedDataset(wired ? null : text(values['dataset']) || null)
  const source = inputs['target']?.[0]
  const outputs = useNodeRun(source?.node)?.outputs
  const target = source ? wiredTarget(source.values, outputs?.[source.port]) : choose(values['target'])
  const hasConfig = text(values['config']) !== ''
  const filesUrl = (wired ? connected : picked)?.files_url ?? null
  const request = hasConfig && target ? toForecastRequest({ values, filesUrl, target }) : null
  const missing = hasConfig ? (target ? null : t('forecastNoTarget')) : t('forecastNoConfig')
  return <ForecastDialog request={request} missing={missing} onClose={onClose} />
}

/** What the connected node gave in its last run, else what is picked in it. */
function wiredTarget(values: Readonly<Record<string, JsonValue>>, output: JsonValue | undefined): TargetValue | null {
  return targetValueSchema.safeParse(output).data ?? choose(values['target'])
}

const choose = (value: JsonValue | undefined): TargetValue | null =>
  text(value) === '' ? null : parseTargetChoice(value, 'target')

const text = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '')
