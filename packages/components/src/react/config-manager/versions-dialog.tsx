/** History of a template: every version, what it changed by field, and a way back. */
import { Badge, Button, Dialog, notify, RelativeTime, Select } from '@evalflow/ui'
import { diffJson } from '@evalflow/configs'
import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { Pencil, RotateCcw } from 'lucide-react'
import { useState } from 'react'
import { ListState } from '../list-state.tsx'
import { useT } from '../messages.ts'
import { useStudioPort } from '../port.ts'
import { CONFIG_STALE_MS, useConfigWritten } from './config-cache.ts'
import { FieldDiff } from './field-diff.tsx'
import { Freshness } from './freshness.tsx'
import type { TemplateVersionItem } from './library-port.ts'

const PAGE_SIZE = 20

export interface VersionsDialogProps {
  config: string
  onEdit: () => void
  onClose: () => void
}

export function useVersions(config: string) {
  const port = useStudioPort()
  return useInfiniteQuery({
    queryKey: ['library', 'versions', config],
    staleTime: CONFIG_STALE_MS,
    initialPageParam: 0,
    getNextPageParam: (page: { next: number | null }) => page.next ?? undefined,
    queryFn: ({ signal, pageParam }) =>
      port.configLibrary.versions(
        { config, page_size: PAGE_SIZE, ...(pageParam > 0 ? { before: pageParam } : {}) },
        { signal },
      ),
    select: ({ pages }) => ({ versions: pages.flatMap(({ data }) => data), newest: pages[0]?.newest ?? 1 }),
  })
}

export function VersionsDialog({ config, onEdit, onClose }: VersionsDialogProps) {
  const t = useT()
  const query = useVersions(config)
  return (
    <Dialog
      open
      size="full"
      flush
      onOpenChange={(open) => !open && onClose()}
      title={t('historyTitle', { name: config.split('/').at(-1) ?? config })}
      description={t('historyHelp')}
      headActions={
        <>
          <Freshness query={query} />
          <Button size="small" icon={<Pencil aria-hidden />} onClick={onEdit}>
            {t('editTemplate')}
          </Button>
        </>
      }
    >
      <ListState query={query}>
        {({ versions }) => (
          <History
            config={config}
            versions={versions}
            more={query.hasNextPage ? () => void query.fetchNextPage() : undefined}
          />
        )}
      </ListState>
    </Dialog>
  )
}

function History({
  config,
  versions,
  more,
}: {
  config: string
  versions: readonly TemplateVersionItem[]
  more: (() => void) | undefined
}) {
  const t = useT()
  const [chosen, setChosen] = useState<number | null>(null)
  const [base, setBase] = useState<number | null>(null)
  const shown = versions.find(({ version }) => version === chosen) ?? versions[0]
  const others = versions.filter(({ version }) => version !== shown?.version)
  const compared =
    others.find(({ version }) => version === base) ??
    (shown?.current ? others[0] : versions.find(({ current }) => current))
  if (!shown) return null
  // the older on the left, whichever was chosen first
  const [left, right] = compared && compared.version < shown.version ? [compared, shown] : [shown, compared]
  return (
    <div className="evc-history">
      <div className="evc-history-list">
        <ul aria-label={t('versions')}>
          {versions.map((version) => (
            <li key={version.version}>
              <button
                type="button"
                aria-current={version.version === shown.version}
                onClick={() => setChosen(version.version)}
              >
                <b className="ev-num">v{version.version}</b>
                {version.current && <Badge tone="good">{t('current')}</Badge>}
                <span className="ev-grow" />
                {version.made_at !== null && (
                  <span className="ev-faint evc-small">
                    <RelativeTime at={version.made_at} />
                  </span>
                )}
                <span className="ev-muted evc-history-note">
                  {version.note ?? (version.version === 1 ? t('firstVersion') : t('noNote'))}
                </span>
              </button>
            </li>
          ))}
        </ul>
        {more && (
          <Button size="small" variant="ghost" onClick={more}>
            {t('olderVersions')}
          </Button>
        )}
      </div>
      <div className="evc-history-diff">
        <div className="evc-toolbar">
          <b className="ev-num">v{shown.version}</b>
          {compared && (
            <>
              <span className="ev-muted">{t('comparedWith')}</span>
              <Select
                size="small"
                aria-label={t('comparedWith')}
                value={String(compared.version)}
                onChange={(value) => setBase(Number(value))}
                options={others.map(({ version, current }) => ({
                  value: String(version),
                  label: current ? `v${version} · ${t('current')}` : `v${version}`,
                }))}
              />
            </>
          )}
          <span className="ev-grow" />
          {!shown.current && <Restore config={config} version={shown} versions={versions} />}
        </div>
        {left && right ? (
          <FieldDiff
            label={t('diffOf', { before: `v${left.version}`, after: `v${right.version}` })}
            before={`v${left.version}`}
            after={`v${right.version}`}
            changes={diffJson(left.content, right.content)}
          />
        ) : (
          <pre className="evc-json" tabIndex={0}>
            {JSON.stringify(shown.content, null, 2)}
          </pre>
        )}
      </div>
    </div>
  )
}

function Restore({
  config,
  version,
  versions,
}: {
  config: string
  version: TemplateVersionItem
  versions: readonly TemplateVersionItem[]
}) {
  const t = useT()
  const port = useStudioPort()
  const written = useConfigWritten()
  const restore = useMutation({
    mutationFn: () =>
      port.configLibrary.restore({
        config,
        version: version.version,
        base_hash: versions.find(({ current }) => current)?.hash ?? '',
      }),
    onSuccess: async (made) => {
      notify.good(t('restoredAs', { version: version.version, next: made.version }))
      await written()
    },
    onError: async (error) => {
      notify.bad(error.message)
      await written()
    },
  })
  return (
    <Button
      size="small"
      icon={<RotateCcw aria-hidden />}
      busy={restore.isPending}
      title={t('restoreHelp')}
      onClick={() => restore.mutate()}
    >
      {t('restoreVersion', { version: version.version })}
    </Button>
  )
}
