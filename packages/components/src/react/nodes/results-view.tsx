/** Results on the canvas: scores of every connected evaluator, live. */
import { useEditor, type ConnectedInput, type NodeBodyProps, type NodeView } from '@evalflow/editor'
import { Button } from '@evalflow/ui'
import { ChartNoAxesColumn, Table2 } from 'lucide-react'
import { useQueries } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import type { ScoreSummary } from '@evalflow/contract'
import { useT } from '../messages.ts'
import { useStudioPort } from '../port.ts'
import { CostQuality } from '../results/cost-quality.tsx'
import { SampleCharts } from '../results/sample-charts.tsx'
import { ScoresView } from '../results/scores-view.tsx'
import { Inspector } from './inspector.tsx'
import { readEvaluatorRun } from './latest-result.ts'

const NONE: readonly ConnectedInput[] = []

function Body({ values, inputs, open }: NodeBodyProps) {
  const t = useT()
  const { runState } = useEditor()
  useSyncExternalStore(runState.subscribe, runState.all, runState.all)
  const sources = inputs['results'] ?? NONE
  if (sources.length === 0) return <p className="ev-muted evc-node">{t('connectEvaluator')}</p>
  const view = values['view']
  if (view === 'cost') return <CostOf sources={sources} />
  return (
    <div className="evc-node">
      {sources.map((source) => {
        const { scores, result, progress, jobId } = readEvaluatorRun(runState.get(source.node))
        return (
          <section key={`${source.node}/${source.port}`} className="ev-stack" style={{ gap: 4 }}>
            <b className="ev-ellipsis">
              {result ? `${source.title} · ${result.target.split('/').at(-1)}` : source.title}
            </b>
            {scores.length === 0 ? (
              <span className="ev-muted">{t('noResult')}</span>
            ) : (view === 'distribution' || view === 'heat') && result && jobId !== null ? (
              <SampleCharts jobId={jobId} as={view} />
            ) : (
              <ScoresView
                scores={scores}
                as={values['view'] === 'table' ? 'table' : 'chart'}
                facts={false}
                onOpen={() => open('scores')}
              />
            )}
            {scores[0] && <span className="ev-faint ev-num">{t('scoreFacts', countsOf(scores))}</span>}
            {progress?.partial && !result && <span className="ev-faint">{t('partialScores')}</span>}
          </section>
        )
      })}
    </div>
  )
}

/** Every finished job of the connected evaluators as a point. */
function CostOf({ sources }: { sources: readonly ConnectedInput[] }) {
  const t = useT()
  const port = useStudioPort()
  const { runState } = useEditor()
  const jobs = sources.flatMap(({ node, title }) => {
    const { result, jobId } = readEvaluatorRun(runState.get(node))
    return result && jobId !== null ? [{ jobId, label: `${title} · ${result.target.split('/').at(-1) ?? ''}` }] : []
  })
  const found = useQueries({
    queries: jobs.map(({ jobId }) => ({
      queryKey: ['job', jobId],
      queryFn: ({ signal }: { signal: AbortSignal }) => port.getJob(jobId, signal),
    })),
  })
  const failure = found.find(({ error }) => error)?.error
  return (
    <div className="evc-node">
      {jobs.length === 0 ? (
        <span className="ev-muted">{t('noResult')}</span>
      ) : failure ? (
        <span className="ev-field-error" role="alert">
          {failure.message}
        </span>
      ) : (
        <CostQuality
          runs={jobs.map(({ jobId, label }, index) => ({
            id: jobId,
            label,
            progress: found[index]?.data?.progress ?? null,
          }))}
        />
      )}
    </div>
  )
}

/** n and what was not scored: once, since all scores of one job are over the same samples. */
function countsOf(scores: readonly ScoreSummary[]): { n: number; unscored: number; failed: number } {
  const most = (read: (score: ScoreSummary) => number) => Math.max(0, ...scores.map(read))
  return {
    n: most((score) => score.n),
    unscored: most((score) => score.unscored),
    failed: most((score) => score.failed),
  }
}

function Footer({ values, setValue, readOnly }: NodeBodyProps) {
  const t = useT()
  const table = values['view'] === 'table'
  return (
    <div className="evc-foot" role="group" aria-label={t('view')}>
      <Button
        size="small"
        variant="ghost"
        aria-pressed={!table}
        disabled={readOnly}
        icon={<ChartNoAxesColumn aria-hidden />}
        onClick={() => setValue('view', 'chart')}
      >
        {t('chart')}
      </Button>
      <Button
        size="small"
        variant="ghost"
        aria-pressed={table}
        disabled={readOnly}
        icon={<Table2 aria-hidden />}
        onClick={() => setValue('view', 'table')}
      >
        {t('table')}
      </Button>
    </div>
  )
}

export const resultsView: NodeView = {
  Body,
  Footer,
  Inspector,
  icon: ChartNoAxesColumn,
  size: { width: 360, bodyHeight: 150 },
}
