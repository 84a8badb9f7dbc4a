/** A score, never alone: the value, its interval, the floor (dotted: the baseline), how many samples, how many unscored. */
import { formatNumber, formatScore } from '../format/format.ts'
import { useT } from '../i18n/messages.ts'

export interface ScoreIntervalProps {
  label: string
  /** `null`: nothing could be scored. */
  value: number | null
  low?: number | undefined
  high?: number | undefined
  /** Score of the baseline. */
  floor?: number | undefined
  n?: number | undefined
  unscored?: number | undefined
  min?: number | undefined
  max?: number | undefined
  /** Shows n, unscored and floor in words under the picture. */
  facts?: boolean | undefined
  /** Opens the samples behind the number. */
  onOpen?: (() => void) | undefined
}

export function ScoreInterval(props: ScoreIntervalProps) {
  const { label, value, low, high, floor, n, unscored, min = 0, max = 1, facts, onOpen } = props
  const t = useT()
  const at = (score: number) => `${Math.min(100, Math.max(0, ((score - min) / (max - min || 1)) * 100))}%`
  const hasInterval = value !== null && low !== undefined && high !== undefined
  const words = [
    n !== undefined && t('sampleCount', { count: n }),
    unscored !== undefined && unscored > 0 && t('unscored', { count: unscored }),
    floor !== undefined && t('floorAt', { value: formatNumber(floor, 3) }),
  ].filter((fact) => fact !== false)
  const shown = value === null ? '–' : formatScore(value, hasInterval ? { low, high } : undefined)
  // Begins with all that is seen, in its order, so that it can be said to a voice control (WCAG 2.5.3).
  const name = [
    t('scoreLabel', { label, value: shown }),
    ...words,
    ...(hasInterval ? [t('intervalLabel', { low: formatNumber(low, 3), high: formatNumber(high, 3) })] : []),
  ].join(', ')
  const content = (
    <>
      <span className="ev-ellipsis">{label}</span>{' '}
      <span className="ev-score-plot" aria-hidden>
        {floor !== undefined && <span className="ev-score-floor" style={{ insetInlineStart: at(floor) }} />}
        {hasInterval && (
          <span
            className="ev-score-range"
            style={{ insetInlineStart: at(low), insetInlineEnd: `calc(100% - ${at(high)})` }}
          />
        )}
        {value !== null && <span className="ev-score-point" style={{ insetInlineStart: at(value) }} />}
      </span>
      <span className="ev-score-value">{shown}</span>{' '}
      {facts && words.length > 0 && <span className="ev-score-facts">{words.join(' · ')}</span>}
    </>
  )
  if (onOpen) {
    return (
      <button type="button" className="ev-score" aria-label={name} title={words.join(' · ')} onClick={onOpen}>
        {content}
      </button>
    )
  }
  return (
    <div className="ev-score" role="img" aria-label={name} title={words.join(' · ')}>
      {content}
    </div>
  )
}
