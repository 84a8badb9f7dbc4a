/** Config Manager on the canvas: counts, and the way in. */
import type { NodeBodyProps, NodeView } from '@evalflow/editor'
import { Button, formatNumber } from '@evalflow/ui'
import { useQuery } from '@tanstack/react-query'
import { SlidersHorizontal } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { useT } from '../messages.ts'
import { useStudioPort } from '../port.ts'

const ConfigManagerDialog = lazy(async () => ({
  default: (await import('../config-manager/config-manager-dialog.tsx')).ConfigManagerDialog,
}))

function Body(_props: NodeBodyProps) {
  const t = useT()
  const port = useStudioPort()
  const [open, setOpen] = useState(false)
  const counts = useQuery({
    queryKey: ['configs', 'counts'],
    staleTime: 10_000,
    queryFn: async ({ signal }) => (await port.listConfigs({ kind: 'template', page_size: 1 }, signal)).counts,
  })
  return (
    <div className="evc-node">
      <dl className="evc-counts ev-num">
        {(['template', 'direct', 'runtime'] as const).map((kind) => (
          <div key={kind}>
            <dt>{t(`${kind}s`)}</dt>
            <dd>{counts.data ? formatNumber(counts.data[kind] ?? 0) : '–'}</dd>
          </div>
        ))}
      </dl>
      <Button className="nodrag" onClick={() => setOpen(true)}>
        {t('openManager')}
      </Button>
      {open && (
        <Suspense fallback={null}>
          <ConfigManagerDialog onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </div>
  )
}

export const configManagerView: NodeView = { Body, icon: SlidersHorizontal, size: { bodyHeight: 92 } }
