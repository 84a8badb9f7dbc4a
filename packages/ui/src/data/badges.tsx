/** State as icon, word and colour; small facts as tags. */
import clsx from 'clsx'
import {
  Check,
  CheckCheck,
  Circle,
  CircleAlert,
  CircleDashed,
  CircleSlash,
  Clock,
  LoaderCircle,
  Square,
  TriangleAlert,
  Unplug,
  X,
  type LucideIcon,
} from 'lucide-react'
import type { ReactNode } from 'react'
import { useT } from '../i18n/messages.ts'

export const STATES = [
  'idle',
  'waiting',
  'running',
  'done',
  'partly',
  'failed',
  'stopped',
  'skipped',
  'outdated',
  'broken',
] as const
export type StateName = (typeof STATES)[number]
export type Tone = 'idle' | 'busy' | 'good' | 'warn' | 'bad'

export const STATE_LOOK: Record<StateName, { tone: Tone; icon: LucideIcon }> = {
  idle: { tone: 'idle', icon: Circle },
  waiting: { tone: 'idle', icon: Clock },
  running: { tone: 'busy', icon: LoaderCircle },
  done: { tone: 'good', icon: Check },
  partly: { tone: 'warn', icon: CircleAlert },
  failed: { tone: 'bad', icon: X },
  stopped: { tone: 'idle', icon: Square },
  skipped: { tone: 'idle', icon: CircleSlash },
  outdated: { tone: 'warn', icon: TriangleAlert },
  broken: { tone: 'bad', icon: Unplug },
}

export interface StateBadgeProps {
  state: StateName
  /** A more exact word, e.g. `Uploaded`; the state's own word otherwise. */
  label?: ReactNode
}

export function StateBadge({ state, label }: StateBadgeProps) {
  const t = useT()
  const { tone, icon: Icon } = STATE_LOOK[state]
  return (
    <span className={clsx('ev-state', `ev-tone-${tone}`)} data-state={state}>
      <Icon aria-hidden className={clsx(state === 'running' && 'ev-spinner')} />
      {label ?? t(state)}
    </span>
  )
}

const TONE_ICONS: Record<Tone, LucideIcon> = {
  idle: CircleDashed,
  busy: LoaderCircle,
  good: CheckCheck,
  warn: TriangleAlert,
  bad: X,
}

/** A coloured note that is not one of the states, e.g. `Fits the connected dataset`. */
export function Badge({ tone, icon, children }: { tone: Tone; icon?: ReactNode; children: ReactNode }) {
  const Icon = TONE_ICONS[tone]
  return (
    <span className={clsx('ev-state', `ev-tone-${tone}`)}>
      {icon ?? <Icon aria-hidden />}
      {children}
    </span>
  )
}

export interface TagProps {
  children: ReactNode
  /** Struck through: what something does not offer. */
  off?: boolean | undefined
  onRemove?: (() => void) | undefined
}

export function Tag({ children, off, onRemove }: TagProps) {
  const t = useT()
  return (
    <span className={clsx('ev-tag', off && 'ev-tag-off')}>
      {children}
      {onRemove && (
        <button
          type="button"
          className="ev-tag-remove"
          aria-label={t('remove', { label: typeof children === 'string' ? children : '' })}
          onClick={onRemove}
        >
          <X aria-hidden />
        </button>
      )}
    </span>
  )
}
