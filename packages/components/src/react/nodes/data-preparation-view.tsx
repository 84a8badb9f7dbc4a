/** Data Preparation on the canvas: rows, filter, sample; what became of every row. */
import type { NodeBodyProps, NodeView } from '@evalflow/editor'
import type { JsonValue } from '@evalflow/graph'
import { formatNumber } from '@evalflow/ui'
import { ListFilter } from 'lucide-react'
import { z } from 'zod'
import { useT } from '../messages.ts'
import { Inspector } from './inspector.tsx'
import { NodeFields, RunError, RunFoot } from './node-parts.tsx'

const countsSchema = z.object({
  in: z.number(),
  unreadable: z.number(),
  filtered: z.number(),
  duplicates: z.number(),
  not_sampled: z.number(),
  out: z.number(),
  parts: z.object({ train: z.number(), validation: z.number(), test: z.number() }).nullable(),
})
const WIRED_ROWS = ['source']
const NONE: readonly string[] = []

function Body(props: NodeBodyProps) {
  const t = useT()
  const { run, inputs } = props
  const counts = countsSchema.safeParse(run?.outputs?.['counts']).data
  const dropped = counts
    ? [
        counts.unreadable > 0 && t('droppedUnreadable', { count: counts.unreadable }),
        counts.filtered > 0 && t('droppedFiltered', { count: counts.filtered }),
        counts.duplicates > 0 && t('droppedDuplicates', { count: counts.duplicates }),
        counts.not_sampled > 0 && t('droppedNotSampled', { count: counts.not_sampled }),
      ].filter((part) => part !== false)
    : []
  return (
    <div className="evc-node">
      <NodeFields {...props} except={inputs['rows'] === undefined ? NONE : WIRED_ROWS} />
      {dropped.length > 0 && <div className="ev-muted ev-num">{dropped.join(' · ')}</div>}
      {counts?.parts && <div className="ev-muted ev-num">{t('partsLine', counts.parts)}</div>}
      <RunError run={run} />
    </div>
  )
}

function Footer(props: NodeBodyProps) {
  const t = useT()
  const counts = countsSchema.safeParse(props.run?.outputs?.['counts']).data
  return (
    <RunFoot
      {...props}
      fact={counts && t('rowsInOut', { in: formatNumber(counts.in), out: formatNumber(counts.out) })}
    />
  )
}

export const dataPreparationView: NodeView = {
  Body,
  Footer,
  Inspector,
  icon: ListFilter,
  subtitle: (values) => [firstLine(values['filter']), text(values['split'])].filter((part) => part !== '').join(' · '),
  size: { bodyHeight: 216 },
}

const text = (value: JsonValue | undefined): string => (typeof value === 'string' ? value.trim() : '')
const firstLine = (value: JsonValue | undefined): string => text(value).split('\n')[0] ?? ''
