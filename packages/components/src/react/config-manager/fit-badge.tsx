/** Fits, does not, or not known: icon and word, with the reasons below or on hover. */
import { Check, CircleHelp, X } from 'lucide-react'
import { useT } from '../messages.ts'

export interface FitValue {
  fits: boolean | null
  reasons: readonly string[]
}

export const fitKey = ({ fits }: FitValue) => (fits === null ? 'fitUnclear' : fits ? 'fitYes' : 'fitNo')

const TONES = { fitYes: 'good', fitNo: 'bad', fitUnclear: 'idle' } as const
const ICONS = { fitYes: Check, fitNo: X, fitUnclear: CircleHelp } as const

export function FitBadge({ fit }: { fit: FitValue }) {
  const t = useT()
  const key = fitKey(fit)
  const Icon = ICONS[key]
  return (
    <span className={`ev-state ev-tone-${TONES[key]}`}>
      <Icon aria-hidden />
      {t(key)}
    </span>
  )
}
