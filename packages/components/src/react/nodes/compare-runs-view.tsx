/** Compare Runs on the canvas: difference, interval and adjusted p of each score; details in a dialog. */
import type { NodeBodyProps, NodeView } from '@evalflow/editor'
import { Button, formatNumber } from '@evalflow/ui'
import { GitCompare } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { comparisonSchema, type Comparison } from '@evalflow/contract'
import { useT } from '../messages.ts'
import { pText } from '../results/p-value.ts'
import { Inspector } from './inspector.tsx'
import type { RunLike } from './latest-result.ts'
import { NodeFields, RunError, RunFoot } from './node-parts.tsx'

const ComparisonDialog = lazy(async () => ({
  default: (await import('../dialogs/comparison-dialog.tsx')).ComparisonDialog,
}))

const NODE_METRICS = 4
const read = new WeakMap<object, Comparison | null>()

/** Parsed once per run event: a comparison may hold hundreds of rows. */
function readComparison(run: RunLike | undefined): Comparison | null {
  if (!run) return null
  const before = read.get(run)
  if (before !== undefined) return before
  const found = comparisonSchema.safeParse(run.outputs?.['comparison']).data ?? null
  read.set(run, found)
  return found
}

function Body(props: NodeBodyProps) {
  const t = useT()
  const [open, setOpen] = useState(false)
  const { run, inputs } = props
  const comparison = readComparison(run)
  const connected = inputs['results']?.length ?? 0
  return (
    <div className="evc-node">
      <NodeFields {...props} />
      {connected < 2 ? (
        <p className="ev-muted">{t('needTwoResults')}</p>
      ) : (
        !comparison && !run?.error && <p className="ev-muted">{t('notComparedYet')}</p>
      )}
      {comparison?.candidates.map((candidate) => (
        <section key={candidate.run.job_id} className="ev-stack" style={{ gap: 4 }}>
          <b className="ev-ellipsis">
            {t('against', { candidate: candidate.run.label, baseline: comparison.baseline.label })}
          </b>
          {candidate.metrics.slice(0, NODE_METRICS).map((metric) => (
            <div key={metric.metric} className="evc-difference ev-num">
              <span className="ev-ellipsis ev-muted" title={metric.metric}>
                {metric.metric}
              </span>
              <b>{signed(metric.difference)}</b>
              <span className="ev-muted">
                {metric.ci ? `${signed(metric.ci.low)} – ${signed(metric.ci.high)}` : '–'}
              </span>
              <span>{pText(metric.p_holm)}</span>
              <span className="ev-faint evc-difference-rows">
                n {formatNumber(metric.n)} · {t('betterWorse', { better: metric.better, worse: metric.worse })}
              </span>
            </div>
          ))}
          {candidate.metrics.length > NODE_METRICS && (
            <span className="ev-faint">{t('andMore', { count: candidate.metrics.length - NODE_METRICS })}</span>
          )}
        </section>
      ))}
      {comparison && (
        <span className="nodrag">
          <Button size="small" onClick={() => setOpen(true)}>
            {t('compareDetails')}
          </Button>
        </span>
      )}
      <RunError run={run} />
      {open && comparison && (
        <Suspense fallback={null}>
          <ComparisonDialog comparison={comparison} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </div>
  )
}

function Footer(props: NodeBodyProps) {
  const t = useT()
  const shared = readComparison(props.run)?.candidates[0]?.rows.shared
  return <RunFoot {...props} fact={shared === undefined ? undefined : t('comparedRows', { shared })} />
}

export const compareRunsView: NodeView = {
  Body,
  Footer,
  Inspector,
  icon: GitCompare,
  size: { width: 360, bodyHeight: 150 },
}

const signed = (value: number): string => (value > 0 ? `+${formatNumber(value, 3)}` : formatNumber(value, 3))
