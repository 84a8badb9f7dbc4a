/** Removes runtime configs. First a dry run that names what would go and what stays and why; then one more click. */
import { Button, Dialog, ErrorState, notify, Skeleton } from '@evalflow/ui'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useT } from '../messages.ts'
import { useStudioPort } from '../port.ts'
import { useConfigWritten } from './config-cache.ts'
import type { CleanupRequest, CleanupResult } from '../wire.ts'

export type CleanUpScope = { refs: string[] } | { all: true } | { unused_days: number }

export interface CleanUpDialogProps {
  scope: CleanUpScope
  onClose: () => void
  onDone: () => void
}

const SHOWN = 200

export function CleanUpDialog({ scope, onClose, onDone }: CleanUpDialogProps) {
  const t = useT()
  const port = useStudioPort()
  const written = useConfigWritten()
  const dryRun = useQuery({
    queryKey: ['clean-up', scope],
    gcTime: 0,
    staleTime: 0,
    queryFn: () => port.cleanUpConfigs(toRequest(scope, true)),
  })
  const remove = useMutation({
    // exactly what the dry run named: a config made since then is not swept along
    mutationFn: (refs: string[]) => port.cleanUpConfigs({ refs, dry_run: false }),
    onSuccess: async (result) => {
      notify.good(t('removedCount', { count: result.removed.length }))
      onDone()
      onClose()
      await written()
    },
  })
  const plan = dryRun.data
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('cleanUpTitle')}
      description={t('cleanUpHelp')}
      note={plan ? t('cleanUpNote') : ''}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button
            variant="danger-primary"
            disabled={!plan || plan.removed.length === 0}
            busy={remove.isPending}
            onClick={() => plan && remove.mutate(plan.removed)}
          >
            {t('removeCount', { count: plan?.removed.length ?? 0 })}
          </Button>
        </>
      }
    >
      {dryRun.error && <ErrorState error={dryRun.error} onRetry={() => void dryRun.refetch()} />}
      {dryRun.isPending && <Skeleton height={120} />}
      {plan && <CleanUpPlan plan={plan} />}
      {remove.error && (
        <div className="ev-field-error" role="alert">
          {remove.error.message}
        </div>
      )}
    </Dialog>
  )
}

export function CleanUpPlan({ plan }: { plan: CleanupResult }) {
  const t = useT()
  return (
    <>
      <b className="ev-num">{t('wouldRemove', { count: plan.removed.length })}</b>
      {plan.removed.length > 0 && (
        <ul className="ev-names" aria-label={t('wouldRemove', { count: plan.removed.length })}>
          {plan.removed.slice(0, SHOWN).map((ref) => (
            <li key={ref}>{ref}</li>
          ))}
          {plan.removed.length > SHOWN && <li>{t('andMore', { count: plan.removed.length - SHOWN })}</li>}
        </ul>
      )}
      {plan.kept.length > 0 && (
        <>
          <b className="ev-num">{t('wouldKeep', { count: plan.kept.length })}</b>
          <ul className="ev-names">
            {plan.kept.slice(0, SHOWN).map(({ ref, reason }) => (
              <li key={ref}>
                {ref} <span className="ev-faint">{reason}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}

function toRequest(scope: CleanUpScope, dryRun: boolean): CleanupRequest {
  if ('refs' in scope) return { refs: scope.refs, dry_run: dryRun }
  return { policy: 'all' in scope ? { all: true } : { unused_days: scope.unused_days }, dry_run: dryRun }
}
