/** The rows of a samples list: as many in the page as fit on screen, however many there are. */
import { formatNumber, Skeleton } from '@evalflow/ui'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useId, useRef } from 'react'
import { useT } from '../messages.ts'
import type { Sample } from '../wire.ts'
import { SampleSummaryCell, ScoreCell, shortScore } from './sample-cells.tsx'

/** Two lines of text; the style sheet says the same. */
const ROW_HEIGHT_PX = 48
const HEAD_HEIGHT_PX = 28
const OVERSCAN = 6
/** Browsers draw elements of up to some 17 million px; further rows are found by a filter. */
export const MOST_ROWS = 300_000

export interface SampleListProps {
  total: number
  at: (place: number) => Sample | undefined
  /** Place of the opened sample, brought on screen when it changes. */
  place: number | null
  scoreKey: string | undefined
  onShown: (first: number, last: number) => void
  onOpen: (place: number) => void
}

export function SampleList({ total, at, place, scoreKey, onShown, onOpen }: SampleListProps) {
  const t = useT()
  const id = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const count = Math.min(total, MOST_ROWS)
  // oxlint-disable-next-line react/incompatible-library -- its values stay in this component
  const rows = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT_PX,
    overscan: OVERSCAN,
    // the head stays above the rows
    scrollPaddingStart: HEAD_HEIGHT_PX,
    initialRect: { width: 600, height: 10 * ROW_HEIGHT_PX },
  })
  const shown = rows.getVirtualItems()
  const [first, last] = [shown[0]?.index, shown.at(-1)?.index]
  useEffect(() => {
    if (first !== undefined && last !== undefined) onShown(first, last)
  }, [first, last, onShown])
  useEffect(() => {
    if (place !== null) rows.scrollToIndex(place)
    // eslint-disable-next-line react-hooks/exhaustive-deps -- another place alone moves the list
  }, [place])
  return (
    <>
      <div
        ref={scroller}
        role="grid"
        aria-label={t('samples')}
        aria-rowcount={count + 1}
        aria-activedescendant={
          place !== null && shown.some(({ index }) => index === place) ? `${id}-${place}` : undefined
        }
        tabIndex={0}
        className="evc-samples-list"
      >
        <div role="row" aria-rowindex={1} className="evc-sample-row evc-sample-head">
          <span role="columnheader">#</span>
          <span role="columnheader">{t('promptAnswer')}</span>
          <span role="columnheader">{scoreKey === undefined ? t('score') : shortScore(scoreKey)}</span>
          <span role="columnheader">s</span>
        </div>
        <div role="rowgroup" style={{ height: rows.getTotalSize(), position: 'relative' }}>
          {shown.map(({ index, start }) => {
            const sample = at(index)
            return (
              <div
                key={index}
                id={`${id}-${index}`}
                role="row"
                aria-rowindex={index + 2}
                aria-selected={index === place}
                aria-busy={sample === undefined}
                className="evc-sample-row"
                style={{ position: 'absolute', insetBlockStart: start }}
                onClick={() => onOpen(index)}
              >
                {sample ? <Cells sample={sample} scoreKey={scoreKey} /> : <Waiting />}
              </div>
            )
          })}
        </div>
      </div>
      <div className="evc-samples-foot ev-num ev-faint" role="status">
        {total > MOST_ROWS ? t('firstSamples', { count: MOST_ROWS, total }) : t('sampleTotal', { count: total })}
      </div>
    </>
  )
}

function Cells({ sample, scoreKey }: { sample: Sample; scoreKey: string | undefined }) {
  return (
    <>
      <span role="gridcell" className="ev-faint ev-num">
        {formatNumber(sample.index + 1)}
      </span>
      <div role="gridcell" className="evc-sample-text">
        <SampleSummaryCell sample={sample} />
      </div>
      <span role="gridcell" className="ev-num">
        {scoreKey !== undefined && <ScoreCell sample={sample} scoreKey={scoreKey} />}
      </span>
      <span role="gridcell" className="ev-muted ev-num">
        {sample.duration_ms === null ? '–' : (sample.duration_ms / 1000).toFixed(1)}
      </span>
    </>
  )
}

function Waiting() {
  return (
    <>
      <span role="gridcell" />
      <span role="gridcell">
        <Skeleton width="60%" height={12} />
      </span>
      <span role="gridcell" />
      <span role="gridcell" />
    </>
  )
}
