/** How far something is. Without a known total it only says that it goes on. */
export interface ProgressProps {
  label: string
  value: number | null
  max?: number | undefined
  tone?: 'busy' | 'good' | 'bad' | undefined
}

export function Progress({ label, value, max = 1, tone = 'busy' }: ProgressProps) {
  const percent = value === null || max <= 0 ? null : Math.min(100, Math.max(0, (value / max) * 100))
  return (
    <div
      className="ev-progress"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent === null ? undefined : Math.round(percent)}
      data-tone={tone}
      data-unknown={percent === null}
    >
      <i style={percent === null ? undefined : { width: `${percent}%` }} />
    </div>
  )
}
