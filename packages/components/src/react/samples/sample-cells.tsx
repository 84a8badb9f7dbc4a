/** Cells of the samples table. */
import type { JsonValue } from '@evalflow/graph'
import { formatNumber } from '@evalflow/ui'
import { CircleAlert, TriangleAlert } from 'lucide-react'
import { useT } from '../messages.ts'
import type { Sample } from '../wire.ts'

export function SampleSummaryCell({ sample }: { sample: Sample }) {
  const t = useT()
  const reason = Object.values(sample.unscored)[0]
  return (
    <div className="evc-sample-text">
      <div className="ev-ellipsis">{toText(sample.prompt)}</div>
      {sample.error !== null ? (
        <div className="evc-note" data-tone="bad">
          <CircleAlert aria-hidden />
          <span className="ev-ellipsis">{sample.error}</span>
        </div>
      ) : reason !== undefined ? (
        <div className="evc-note" data-tone="warn">
          <TriangleAlert aria-hidden />
          <span className="ev-ellipsis">{t('unscoredReason', { reason })}</span>
        </div>
      ) : (
        <div className="ev-muted ev-ellipsis">{toText(sample.answer)}</div>
      )}
    </div>
  )
}

export function ScoreCell({ sample, scoreKey }: { sample: Sample; scoreKey: string }) {
  const value = sample.scores[scoreKey]
  if (value === null || value === undefined) return <span className="ev-faint">–</span>
  return <span data-score={value}>{formatNumber(value, 2)}</span>
}

/** Text of a prompt, answer or reference: chat turns as `role: text`, all else as JSON. */
export function toText(value: JsonValue): string {
  if (typeof value === 'string') return value
  if (value === null) return '–'
  if (Array.isArray(value)) {
    const turns = value.map((turn) =>
      typeof turn === 'object' && turn !== null && !Array.isArray(turn) && typeof turn['content'] === 'string'
        ? turn['content']
        : null,
    )
    if (turns.every((turn) => turn !== null)) return turns.at(-1) ?? ''
  }
  if (typeof value === 'object' && !Array.isArray(value)) {
    const inner = value['messages'] ?? value['prompt'] ?? value['text']
    if (inner !== undefined) return toText(inner)
  }
  return JSON.stringify(value)
}

/** `f1.f1` → `f1`, `rouge.rouge_L_score` → `rouge_L_score` */
export const shortScore = (key: string): string => key.split('.').at(-1) ?? key
