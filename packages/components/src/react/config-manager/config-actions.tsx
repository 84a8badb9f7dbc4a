/** What can be done with one config: a menu in its row, and the dialogs it opens. */
import { IconButton, Menu, notify, type MenuEntry } from '@evalflow/ui'
import { Braces, Download, Ellipsis, Eye, History, Pencil, Play, Trash2 } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { useT } from '../messages.ts'
import { useStudioPort } from '../port.ts'
import type { ConfigItem } from '../wire.ts'
import { ConfigJsonDialog } from './config-json-dialog.tsx'
import { DeleteConfigDialog } from './delete-config-dialog.tsx'
import { saveFile } from './save-file.ts'

const VersionsDialog = lazy(async () => ({ default: (await import('./versions-dialog.tsx')).VersionsDialog }))
const EditTemplateDialog = lazy(async () => ({
  default: (await import('./edit-template-dialog.tsx')).EditTemplateDialog,
}))
const PreviewDialog = lazy(async () => ({ default: (await import('./preview-dialog.tsx')).PreviewDialog }))
const BatchDialog = lazy(async () => ({ default: (await import('./batch-dialog.tsx')).BatchDialog }))
const ImportTemplateDialog = lazy(async () => ({ default: (await import('./import-dialog.tsx')).ImportTemplateDialog }))

export type ManagerDialog =
  | { dialog: 'json' | 'history' | 'edit' | 'delete'; config: string }
  | { dialog: 'preview'; config: string; dataset?: string }
  | { dialog: 'batch'; config: string; datasets?: string[] }
  | { dialog: 'import' }

export function ConfigActions({ config, onOpen }: { config: ConfigItem; onOpen: (dialog: ManagerDialog) => void }) {
  const t = useT()
  const port = useStudioPort()
  const ref = `${config.namespace}/${config.name}`
  const exportFile = async () => {
    try {
      const file = await port.configLibrary.export(ref)
      saveFile(`${config.name}.evalflow-template.json`, JSON.stringify(file, null, 2))
    } catch (error) {
      notify.bad(error instanceof Error ? error.message : String(error))
    }
  }
  const ofTemplate: MenuEntry[] =
    config.kind === 'template'
      ? [
          {
            id: 'batch',
            label: t('runOverDatasets'),
            icon: <Play aria-hidden />,
            onSelect: () => onOpen({ dialog: 'batch', config: ref }),
          },
          {
            id: 'preview',
            label: t('previewForDataset'),
            icon: <Eye aria-hidden />,
            onSelect: () => onOpen({ dialog: 'preview', config: ref }),
          },
          { id: 'line-1', line: true },
          {
            id: 'edit',
            label: t('editTemplate'),
            icon: <Pencil aria-hidden />,
            onSelect: () => onOpen({ dialog: 'edit', config: ref }),
          },
          {
            id: 'history',
            label: t('history'),
            icon: <History aria-hidden />,
            onSelect: () => onOpen({ dialog: 'history', config: ref }),
          },
          {
            id: 'export',
            label: t('exportTemplate'),
            icon: <Download aria-hidden />,
            onSelect: () => void exportFile(),
          },
          { id: 'line-2', line: true },
        ]
      : []
  return (
    // a press on an entry of the menu is none on the row, although the menu belongs to it
    <span
      className="ev-row"
      role="presentation"
      style={{ justifyContent: 'flex-end', gap: 2 }}
      onClick={(event) => event.stopPropagation()}
    >
      <IconButton
        size="small"
        label={t('viewJson')}
        icon={<Braces aria-hidden />}
        onClick={() => onOpen({ dialog: 'json', config: ref })}
      />
      <Menu
        trigger={
          <IconButton size="small" label={t('actionsFor', { name: config.name })} icon={<Ellipsis aria-hidden />} />
        }
        entries={[
          ...ofTemplate,
          {
            id: 'delete',
            label: t('deleteEllipsis'),
            icon: <Trash2 aria-hidden />,
            danger: true,
            disabled: config.in_use,
            ...(config.in_use ? { help: t('inUse') } : {}),
            onSelect: () => onOpen({ dialog: 'delete', config: ref }),
          },
        ]}
      />
    </span>
  )
}

export interface ManagerDialogsProps {
  shown: ManagerDialog | null
  onChange: (dialog: ManagerDialog | null) => void
  onBatchStarted: (batch: string) => void
}

export function ManagerDialogs({ shown, onChange, onBatchStarted }: ManagerDialogsProps) {
  const close = () => onChange(null)
  if (!shown) return null
  return (
    <Suspense fallback={null}>
      {shown.dialog === 'json' && <ConfigJsonDialog configRef={shown.config} onClose={close} />}
      {shown.dialog === 'history' && (
        <VersionsDialog
          config={shown.config}
          onClose={close}
          onEdit={() => onChange({ dialog: 'edit', config: shown.config })}
        />
      )}
      {shown.dialog === 'edit' && <EditTemplateDialog config={shown.config} onClose={close} />}
      {shown.dialog === 'delete' && <DeleteConfigDialog config={shown.config} onClose={close} />}
      {shown.dialog === 'preview' && (
        <PreviewDialog
          config={shown.config}
          dataset={shown.dataset}
          onClose={close}
          onRun={(dataset) => onChange({ dialog: 'batch', config: shown.config, datasets: [dataset] })}
        />
      )}
      {shown.dialog === 'batch' && (
        <BatchDialog
          template={shown.config}
          datasets={shown.datasets}
          onClose={close}
          onStarted={(batch) => {
            close()
            onBatchStarted(batch)
          }}
        />
      )}
      {shown.dialog === 'import' && <ImportTemplateDialog onClose={close} />}
    </Suspense>
  )
}
