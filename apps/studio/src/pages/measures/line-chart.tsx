/** One quantity over time, small: a line from 0 to its most, with its last value in words. Points are evenly spaced. */
import { useT } from './messages.ts'

export interface LineChartProps {
  name: string
  values: readonly number[]
  format: (value: number) => string
}

const WIDTH = 240
const HEIGHT = 48

export function LineChart({ name, values, format }: LineChartProps) {
  const t = useT()
  const most = Math.max(...values, 0)
  const first = values[0] ?? 0
  const last = values.at(-1) ?? 0
  return (
    <figure className="es-line-chart">
      <figcaption>
        <span>{name}</span> <b className="ev-num">{format(last)}</b>
      </figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t('chartText', { name, first: format(first), last: format(last), most: format(most) })}
      >
        <polyline points={toPoints(values, most)} />
      </svg>
    </figure>
  )
}

/** A single value is a flat line, so that there is something to see. */
export function toPoints(values: readonly number[], most: number): string {
  const drawn = values.length === 1 ? [...values, ...values] : values
  const y = (value: number) => HEIGHT - 1 - (most > 0 ? value / most : 0) * (HEIGHT - 2)
  return drawn.map((value, at) => `${((at / (drawn.length - 1)) * WIDTH).toFixed(1)},${y(value).toFixed(1)}`).join(' ')
}
