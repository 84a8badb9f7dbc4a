/** Empty, failed and denied: three different things, each with its next step. */
import { CircleAlert, Inbox, Lock } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../controls/button.tsx'
import { CopyButton } from '../controls/copy-button.tsx'
import { useT } from '../i18n/messages.ts'

export interface EmptyStateProps {
  title: ReactNode
  /** One sentence that teaches. */
  children?: ReactNode
  icon?: ReactNode
  /** The first action. */
  action?: ReactNode
}

export function EmptyState({ title, children, icon, action }: EmptyStateProps) {
  return (
    <div className="ev-blank">
      {icon ?? <Inbox aria-hidden />}
      <h3>{title}</h3>
      {children && <p>{children}</p>}
      {action && <div className="ev-blank-actions">{action}</div>}
    </div>
  )
}

export interface ErrorStateProps {
  /** Shown by its message; its code and request id go into the copied details. */
  error: unknown
  title?: ReactNode
  onRetry?: (() => void) | undefined
  compact?: boolean | undefined
}

export function ErrorState({ error, title, onRetry, compact }: ErrorStateProps) {
  const t = useT()
  return (
    <div className={compact ? 'ev-picker-state' : 'ev-blank'} data-tone="bad" role="alert">
      {!compact && <CircleAlert aria-hidden />}
      <h3 style={{ fontSize: 13, fontWeight: 600 }}>{title ?? t('errorTitle')}</h3>
      <p>{messageOf(error)}</p>
      <div className="ev-blank-actions">
        {onRetry && (
          <Button size="small" onClick={onRetry}>
            {t('tryAgain')}
          </Button>
        )}
        <CopyButton size="small" text={() => detailsOf(error)} label={t('copyDetails')} />
      </div>
    </div>
  )
}

export function DeniedState({ children, compact }: { children?: ReactNode; compact?: boolean }) {
  const t = useT()
  return (
    <div className={compact ? 'ev-picker-state' : 'ev-blank'} role="alert">
      {!compact && <Lock aria-hidden />}
      <h3 style={{ fontSize: 13, fontWeight: 600 }}>{t('deniedTitle')}</h3>
      <p>{children ?? t('deniedText')}</p>
    </div>
  )
}

export function messageOf(error: unknown): string {
  if (error instanceof Error) return error.message
  return typeof error === 'string' ? error : JSON.stringify(error)
}

/** Name, message and the plain own fields (code, status, request id); never headers or a request body. */
export function detailsOf(error: unknown): string {
  if (!(error instanceof Error)) return messageOf(error)
  const facts = Object.entries(error)
    .filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value))
    .map(([key, value]) => `${key}: ${String(value)}`)
  return [`${error.name}: ${error.message}`, ...facts].join('\n')
}
