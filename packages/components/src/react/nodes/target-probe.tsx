/** A button that asks a target what it can do, and the answer: each capability with its reason, time and price. */
import type { NodeBodyProps } from '@evalflow/editor'
import { Badge, Button, formatDuration, formatNumber, RelativeTime, type Tone } from '@evalflow/ui'
import { useMutation } from '@tanstack/react-query'
import { Gauge } from 'lucide-react'
import { ComponentError } from '../../errors.ts'
import { runModelTarget } from '../../model-target/run.ts'
import { targetValueSchema } from '../../values.ts'
import { useT } from '../messages.ts'
import { useStudioPort } from '../port.ts'
import type { ProbeRequest, ProbeResult } from '../wire.ts'

const TONES: Readonly<Record<ProbeResult['found'][number]['state'], Tone>> = {
  yes: 'good',
  no: 'idle',
  ignored: 'warn',
  unknown: 'warn',
}

export function TargetProbe({ values }: Pick<NodeBodyProps, 'values'>) {
  const t = useT()
  const port = useStudioPort()
  const request = toRequest(values)
  const probe = useMutation({ mutationFn: port.probeTarget })
  // an answer of another target says nothing of this one
  const isSame = JSON.stringify(probe.variables) === JSON.stringify(request)
  return (
    <div className="ev-stack evc-probe" style={{ gap: 6 }}>
      <span>
        <Button
          size="small"
          icon={<Gauge aria-hidden />}
          busy={probe.isPending}
          disabled={request === null}
          title={t('probeHelp')}
          onClick={() => request && probe.mutate(request)}
        >
          {t('probe')}
        </Button>
      </span>
      {isSame && probe.error && (
        <div className="ev-field-error" role="alert">
          {probe.error.message}
        </div>
      )}
      {isSame && probe.data && <Found result={probe.data} />}
    </div>
  )
}

function Found({ result }: { result: ProbeResult }) {
  const t = useT()
  const { price } = result
  return (
    <>
      <ul className="evc-probe-list" aria-label={t('probeFound', { model: result.model })}>
        {result.found.map(({ name, state, reason }) => (
          <li key={name} title={reason}>
            <span className="ev-ellipsis">{t(`can_${name}`)}</span>
            <Badge tone={TONES[state]}>{t(`probe_${state}`)}</Badge>
          </li>
        ))}
      </ul>
      <div className="ev-faint ev-num evc-small">
        {t('probeTook', { time: formatDuration(result.duration_ms), count: result.requests })} ·{' '}
        <RelativeTime at={result.at} />
      </div>
      <div className="ev-faint ev-num evc-small">
        {price
          ? t('probePrice', {
              input: priceText(price.input),
              output: priceText(price.output),
              currency: price.currency,
            })
          : t('probeNoPrice')}
      </div>
    </>
  )
}

/** As many decimals as the table says, up to four. */
const priceText = (price: number): string => formatNumber(price, Math.min(4, String(price).split('.')[1]?.length ?? 0))

/** Null while the fields do not name a target yet. */
function toRequest(values: NodeBodyProps['values']): ProbeRequest | null {
  try {
    const target = targetValueSchema.parse(runModelTarget(values)['target'])
    if (target.kind === 'stored') return { target: target.ref }
    if (target.kind === 'model') return { target: target.model_id }
    const { kind: _kind, label: _label, ...endpoint } = target
    return { target: endpoint }
  } catch (error) {
    if (error instanceof ComponentError) return null
    throw error
  }
}
