/** How the values of a metric lie over the rows: bars in proportion, with the numbers as a table. */
import { formatNumber } from '@evalflow/ui'
import { useT } from '../messages.ts'
import type { SampleSummary } from '../wire.ts'
import { ChartTable } from './chart-table.tsx'

const WIDTH = 320
const HEIGHT = 84
const GAP = 2

export function Histogram({ metric, n, bins }: SampleSummary['metrics'][number]) {
  const t = useT()
  const most = Math.max(1, ...bins.map(({ count }) => count))
  const step = WIDTH / Math.max(1, bins.length)
  const title = t('distributionOf', { name: metric, n })
  const nameOf = ({ low, high }: { low: number; high: number }) =>
    low === high ? formatNumber(low, 3) : t('valueFromTo', { low: formatNumber(low, 3), high: formatNumber(high, 3) })
  return (
    <figure className="evc-chart">
      <figcaption>{title}</figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={title} preserveAspectRatio="none">
        {bins.map((bin, index) => (
          <rect
            key={bin.low}
            x={index * step + GAP / 2}
            width={Math.max(1, step - GAP)}
            y={HEIGHT - (bin.count / most) * (HEIGHT - 2)}
            height={(bin.count / most) * (HEIGHT - 2)}
          >
            <title>{`${nameOf(bin)}: ${formatNumber(bin.count)}`}</title>
          </rect>
        ))}
      </svg>
      <div className="evc-axis ev-num ev-faint">
        <span>{formatNumber(bins[0]?.low ?? 0, 3)}</span>
        <span>{formatNumber(bins.at(-1)?.high ?? 0, 3)}</span>
      </div>
      <ChartTable
        label={title}
        head={[t('value'), t('rowsHeader')]}
        rows={bins.map((bin) => [nameOf(bin), formatNumber(bin.count)])}
      />
    </figure>
  )
}
