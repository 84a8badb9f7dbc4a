/** The gallery of starter flows. Says what each will create; a choice makes it, closing makes nothing. */
import type { Flow } from '@evalflow/graph'
import { Button, Dialog, messageOf, notify } from '@evalflow/ui'
import { useQuery } from '@tanstack/react-query'
import {
  FileCode2,
  GitCompare,
  Gauge,
  ListFilter,
  Scale,
  ShieldCheck,
  Split,
  TestTubes,
  type LucideIcon,
} from 'lucide-react'
import { useState } from 'react'
import { z } from 'zod'
import { studio } from '../../api/clients.ts'
import { openStarter } from './open-starter.ts'
import { fillOf } from './starter-fill.ts'
import { starters } from './registry.ts'
import { useT } from './starter-messages.ts'
import { toStarterConfigs, type Starter, type StarterId } from './starter.ts'
import './starters.css'

const ICONS: Record<StarterId, LucideIcon> = {
  first: Gauge,
  prompts: GitCompare,
  models: Split,
  judge: Scale,
  code: FileCode2,
  harness: TestTubes,
  gate: ShieldCheck,
  split: ListFilter,
}

export interface GalleryDialogProps {
  onClose: () => void
  /** The flow was stored as a new one under this id. */
  onOpened: (flowId: string) => void
  /** Adds the nodes to the open flow; without it only a new flow can be made. */
  onAdd?: ((flow: Flow) => void) | undefined
}

export function GalleryDialog({ onClose, onOpened, onAdd }: GalleryDialogProps) {
  const t = useT()
  const [busy, setBusy] = useState<StarterId | null>(null)
  const { data: system } = useQuery({ queryKey: ['system'], staleTime: 60_000, queryFn: () => studio.system() })

  async function open(starter: Starter, use: (flow: Flow) => Promise<void> | void): Promise<void> {
    setBusy(starter.id)
    try {
      await use(await openStarter(starter))
      onClose()
    } catch (error) {
      notify.bad(t('starterFailed', { reason: messageOf(error) }))
      setBusy(null)
    }
  }
  const storeAsNew = async (flow: Flow) => {
    onOpened((await studio.flows.create(z.json().parse(flow))).id)
  }

  return (
    <Dialog
      open
      onOpenChange={(next) => !next && onClose()}
      title={t('gallery')}
      description={t('galleryHelp')}
      size="wide"
    >
      <ul className="ess-gallery">
        {starters.map((starter) => {
          const Icon = ICONS[starter.id]
          const title = t(`${starter.id}_title`)
          const blocked =
            starter.needsSandbox && system && !system.sandbox.available ? (system.sandbox.reason ?? '') : null
          return (
            <li key={starter.id} className="ess-card">
              <h3>
                <Icon aria-hidden /> {title}
              </h3>
              <p>{t(`${starter.id}_summary`)}</p>
              <p className="ev-faint">
                {t('starterNodes', { count: starter.nodes.length })} ·{' '}
                {blocked === null
                  ? t('starterConfigs', { list: configNames(starter) })
                  : t('starterNoSandbox', { reason: blocked })}
              </p>
              <div className="ev-row">
                <Button
                  size="small"
                  variant={onAdd ? 'default' : 'primary'}
                  busy={busy === starter.id}
                  disabled={busy !== null}
                  aria-label={`${title}: ${t('useStarter')}`}
                  onClick={() => void open(starter, storeAsNew)}
                >
                  {t('useStarter')}
                </Button>
                {onAdd && (
                  <Button
                    size="small"
                    variant="primary"
                    disabled={busy !== null}
                    aria-label={`${title}: ${t('addStarter')}`}
                    onClick={() => void open(starter, onAdd)}
                  >
                    {t('addStarter')}
                  </Button>
                )}
              </div>
            </li>
          )
        })}
      </ul>
    </Dialog>
  )
}

function configNames(starter: Starter): string {
  return toStarterConfigs(starter, fillOf(starter, ''))
    .map(({ name }) => name)
    .join(', ')
}
