/** Scores as picture and as table: value, interval, n, unscored, failed and the floor, never one alone. */
import { formatNumber, ScoreInterval, Table } from '@evalflow/ui'
import { useT } from '../messages.ts'
import type { ScoreSummary } from '../wire.ts'

export interface ScoresViewProps {
  scores: readonly ScoreSummary[]
  as: 'chart' | 'table'
  onOpen?: ((score: ScoreSummary) => void) | undefined
  /** At most this many pictures, for the node. */
  limit?: number
  facts?: boolean
}

export const scoreKeyOf = (score: ScoreSummary): string => `${score.task}.${score.metric}.${score.score}`

/** `rouge rouge_L_score` → `rouge L`; a score named like its metric is shown once. */
export function scoreLabel({ metric, score }: Pick<ScoreSummary, 'metric' | 'score'>): string {
  if (metric === score) return metric
  const rest = score.replace(/_score$/, '').replaceAll('_', ' ')
  return rest.startsWith(metric) ? rest : `${metric} ${rest}`
}

export function ScoresView({ scores, as, onOpen, limit, facts = true }: ScoresViewProps) {
  if (as === 'table') return <ScoresTable scores={scores} onOpen={onOpen} />
  return (
    <div className="ev-stack" style={{ gap: facts ? 10 : 2 }}>
      {scores.slice(0, limit).map((score) => (
        <ScoreInterval
          key={scoreKeyOf(score)}
          label={scoreLabel(score)}
          value={score.value}
          low={score.ci?.low}
          high={score.ci?.high}
          floor={score.floor?.value}
          n={score.n}
          unscored={score.unscored}
          {...drawnRange(score)}
          facts={facts}
          onOpen={onOpen && (() => onOpen(score))}
        />
      ))}
    </div>
  )
}

/** An open scale is drawn around what is there, so that value and interval can be seen. */
export function drawnRange(score: ScoreSummary): { min: number; max: number } {
  if (score.range) return { min: score.range[0], max: score.range[1] }
  const shown = [score.value, score.ci?.low, score.ci?.high, score.floor?.value, 0].filter(
    (value) => typeof value === 'number',
  )
  const [min, max] = [Math.min(...shown), Math.max(...shown)]
  if (min >= 0 && max <= 1) return { min: 0, max: 1 }
  return { min, max: max === min ? min + 1 : max * 1.1 }
}

function ScoresTable({ scores, onOpen }: { scores: readonly ScoreSummary[]; onOpen: ScoresViewProps['onOpen'] }) {
  const t = useT()
  const number = (value: number | null | undefined) =>
    value === null || value === undefined ? '–' : formatNumber(value, 3)
  return (
    <Table
      label={t('scores')}
      rows={scores}
      rowKey={scoreKeyOf}
      onOpen={onOpen}
      columns={[
        {
          id: 'name',
          header: t('score'),
          cell: (score) => (
            <div>
              <div>{scoreLabel(score)}</div>
              <div className="ev-faint evc-small">{score.task}</div>
            </div>
          ),
        },
        { id: 'value', header: t('value'), align: 'right', cell: (score) => <b>{number(score.value)}</b> },
        {
          id: 'ci',
          header: '95 %',
          align: 'right',
          cell: (score) => (score.ci ? `${number(score.ci.low)} – ${number(score.ci.high)}` : '–'),
        },
        { id: 'n', header: 'n', align: 'right', cell: (score) => formatNumber(score.n) },
        { id: 'unscored', header: t('filter_unscored'), align: 'right', cell: (score) => formatNumber(score.unscored) },
        { id: 'failed', header: t('filter_failed'), align: 'right', cell: (score) => formatNumber(score.failed) },
        {
          id: 'floor',
          header: t('floor'),
          align: 'right',
          cell: (score) => (score.floor ? <span title={score.floor.model}>{number(score.floor.value)}</span> : '–'),
        },
      ]}
    />
  )
}
