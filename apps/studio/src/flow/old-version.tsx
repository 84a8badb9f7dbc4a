/** A version on the canvas: read-only, in a coloured frame, so that nobody takes it for the current one. */
import { createEditorStore, FlowEditor } from '@evalflow/editor'
import { Button } from '@evalflow/ui'
import { History } from 'lucide-react'
import { useMemo } from 'react'
import type { StoredFlow } from './autosave.ts'
import { studioViews, useLocalSpecs } from './local-specs.ts'
import { useT } from './messages.ts'

export interface OldVersionProps {
  version: StoredFlow
  onRestore: () => void
  onClose: () => void
}

export function OldVersion({ version, onRestore, onClose }: OldVersionProps) {
  const t = useT()
  const specs = useLocalSpecs()
  const store = useMemo(() => createEditorStore({ flow: version.flow, specs, readOnly: true }), [version, specs])
  return (
    <div className="esf-old" role="region" aria-label={t('oldVersion', { revision: version.revision })}>
      <div className="esf-old-bar">
        <History aria-hidden />
        <b className="ev-grow">{t('oldVersion', { revision: version.revision })}</b>
        <Button size="small" onClick={onRestore}>
          {t('restoreVersion', { revision: version.revision })}
        </Button>
        <Button size="small" onClick={onClose}>
          {t('backToCurrent')}
        </Button>
      </div>
      <div>
        <FlowEditor key={version.revision} store={store} views={studioViews} />
      </div>
    </div>
  )
}
