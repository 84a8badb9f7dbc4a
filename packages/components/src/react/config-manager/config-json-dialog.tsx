/** A stored config as JSON, as the server keeps it. */
import { CopyButton, Dialog } from '@evalflow/ui'
import { useQuery } from '@tanstack/react-query'
import { ListState } from '../list-state.tsx'
import { useT } from '../messages.ts'
import { useStudioPort } from '../port.ts'

export function ConfigJsonDialog({ configRef, onClose }: { configRef: string; onClose: () => void }) {
  const t = useT()
  const port = useStudioPort()
  const query = useQuery({
    queryKey: ['config', configRef],
    queryFn: ({ signal }) => port.getConfig(configRef, signal),
  })
  return (
    <Dialog
      open
      size="wide"
      onOpenChange={(open) => !open && onClose()}
      title={<span className="ev-mono">{configRef}</span>}
      description={t('jsonHelp')}
      headActions={
        query.data ? <CopyButton text={() => JSON.stringify(query.data, null, 2)} label={t('copyJson')} /> : null
      }
    >
      <ListState query={query}>
        {(config) => (
          <pre className="evc-json" tabIndex={0}>
            {JSON.stringify(config, null, 2)}
          </pre>
        )}
      </ListState>
    </Dialog>
  )
}
