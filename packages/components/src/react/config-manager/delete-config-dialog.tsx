/** Deletes a config. Says first what the server says will happen to its versions, its copies and its jobs. */
import { ConfirmDialog, Dialog, ErrorState, notify, Skeleton } from '@evalflow/ui'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useT } from '../messages.ts'
import { useStudioPort } from '../port.ts'
import { useConfigWritten } from './config-cache.ts'

export function DeleteConfigDialog({ config, onClose }: { config: string; onClose: () => void }) {
  const t = useT()
  const port = useStudioPort()
  const written = useConfigWritten()
  const plan = useQuery({
    queryKey: ['library', 'deletion', config],
    // what was true a moment ago is no promise
    staleTime: 0,
    gcTime: 0,
    queryFn: ({ signal }) => port.configLibrary.deletion(config, { signal }),
  })
  const remove = useMutation({
    mutationFn: () => port.configLibrary.delete(config),
    onSuccess: async () => {
      notify.good(t('deleted', { name: config }))
      await written()
    },
  })
  const title = t('deleteConfigTitle', { name: config.split('/').at(-1) ?? config })
  if (!plan.data)
    return (
      <Dialog open onOpenChange={(open) => !open && onClose()} title={title}>
        {plan.error ? <ErrorState error={plan.error} onRetry={() => void plan.refetch()} /> : <Skeleton height={48} />}
      </Dialog>
    )
  const { kind, versions, runtime_configs: copies, jobs } = plan.data
  const sentences = [
    ...(kind === 'template'
      ? [
          t('consequenceTemplateGone'),
          ...(versions > 0 ? [t('consequenceVersions', { count: versions })] : []),
          copies > 0 ? t('consequenceCopies', { count: copies }) : t('consequenceNoCopies'),
        ]
      : [kind === 'runtime' ? t('consequenceRuntime') : t('consequenceDirect')]),
    t('consequenceJobs', { count: jobs }),
    t('consequenceUndo'),
  ]
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      consequence={sentences.join(' ')}
      names={[config]}
      confirmLabel={t('deleteConfig')}
      onConfirm={async () => void (await remove.mutateAsync())}
    />
  )
}
