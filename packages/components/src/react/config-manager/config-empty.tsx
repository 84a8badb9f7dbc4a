/** What an empty list means, by kind, and the first thing to do. */
import { Button, EmptyState } from '@evalflow/ui'
import { useT } from '../messages.ts'
import type { ConfigKindName } from '../wire.ts'

export function ConfigEmpty({
  kind,
  searched,
  onNewConfig,
}: {
  kind: ConfigKindName
  searched: boolean
  onNewConfig: (() => void) | undefined
}) {
  const t = useT()
  if (searched) return <EmptyState title={t('nothingMatches')}>{t('nothingMatchesHelp')}</EmptyState>
  return (
    <EmptyState
      title={t(`${kind}sEmpty`)}
      action={
        kind !== 'runtime' && onNewConfig ? (
          <Button variant="primary" onClick={onNewConfig}>
            {t('newConfig')}
          </Button>
        ) : undefined
      }
    >
      {t(`${kind}sEmptyHelp`)}
    </EmptyState>
  )
}
