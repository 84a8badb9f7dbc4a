/** Versions of the open flow: named and unnamed, newest first; one can be looked at, compared with now, and restored. */
import { useEditorState } from '@evalflow/editor'
import { diffFlows } from '@evalflow/graph'
import { Button, Drawer, EmptyState, ErrorState, notify, messageOf, RelativeTime, Tag, TextInput } from '@evalflow/ui'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { studio } from '../api/clients.ts'
import type { StoredFlow } from './autosave.ts'
import { DiffView } from './diff-view.tsx'
import type { FlowSession } from './flow-session.ts'
import { useT } from './messages.ts'
import { useSessionState } from './use-session.ts'

export interface VersionsPanelProps {
  session: FlowSession
  /** The version on the canvas instead of the current one. */
  shown: StoredFlow | null
  onShow: (version: StoredFlow | null) => void
  onRestore: (version: StoredFlow) => void
  onOpenNode: (node: string) => void
  onClose: () => void
  fill: boolean
}

const PAGE_SIZE = 50

export function VersionsPanel({ session, shown, onShow, onRestore, onOpenNode, onClose, fill }: VersionsPanelProps) {
  const t = useT()
  const { save } = useSessionState(session)
  const current = save.state === 'saved' ? save.revision : null
  const query = useInfiniteQuery({
    queryKey: ['flow-versions', session.id, current],
    queryFn: ({ pageParam, signal }) =>
      studio.flows.versions(session.id, { page: pageParam, page_size: PAGE_SIZE }, { signal }),
    initialPageParam: 1,
    getNextPageParam: ({ pagination: { page, total_pages } }) => (page < total_pages ? page + 1 : undefined),
    // while a change is being saved the list stays
    placeholderData: (before) => before,
  })
  const versions = query.data?.pages.flatMap((page) => page.data) ?? []

  async function look(revision: number): Promise<void> {
    if (shown?.revision === revision) return onShow(null)
    try {
      onShow(await session.loadVersion(revision))
    } catch (error) {
      notify.bad(messageOf(error))
    }
  }

  return (
    <div className="es-drawer">
      <Drawer name="versions" title={t('versions')} onClose={onClose} defaultWidthPx={380} minWidthPx={300} fill={fill}>
        <NameForm session={session} />
        {query.error && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
        <ol className="esf-list" aria-label={t('versions')}>
          {versions.map((version, place) => (
            <li key={version.revision}>
              <button
                type="button"
                className="esf-item"
                aria-current={shown?.revision === version.revision}
                onClick={() => void look(version.revision)}
              >
                <span className="esf-item-line">
                  <b className="ev-grow ev-ellipsis">
                    {version.name ?? t('versionNumber', { revision: version.revision })}
                  </b>
                  {place === 0 && <Tag>{t('versionCurrent')}</Tag>}
                  <span className="ev-faint">
                    <RelativeTime at={version.created_at} />
                  </span>
                </span>
                <span className="ev-faint ev-num">
                  {version.name !== null && `${t('versionNumber', { revision: version.revision })} · `}
                  {t('countNodes', { count: version.nodes })}
                </span>
              </button>
              {shown?.revision === version.revision && (
                <Comparison version={shown} onRestore={() => onRestore(shown)} onOpenNode={onOpenNode} />
              )}
            </li>
          ))}
        </ol>
        {query.isSuccess && versions.length === 0 && <EmptyState title={t('noVersions')} />}
        {query.hasNextPage && (
          <div className="esf-head">
            <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
              {t('olderVersions')}
            </Button>
          </div>
        )}
      </Drawer>
    </div>
  )
}

function NameForm({ session }: { session: FlowSession }) {
  const t = useT()
  const queries = useQueryClient()
  const [name, setName] = useState('')
  const [busy, setBusy] = useState(false)

  async function submit(): Promise<void> {
    setBusy(true)
    try {
      // what gets the name is what is on the screen
      if (!(await session.autosave.flush())) throw new Error(t('nameNeedsSave'))
      await studio.flows.nameVersion(session.id, name.trim())
      setName('')
      await queries.invalidateQueries({ queryKey: ['flow-versions', session.id] })
    } catch (error) {
      notify.bad(messageOf(error))
    } finally {
      setBusy(false)
    }
  }

  return (
    <form
      className="esf-head"
      onSubmit={(event) => {
        event.preventDefault()
        if (name.trim() !== '' && !busy) void submit()
      }}
    >
      <div className="ev-grow">
        <TextInput aria-label={t('versionName')} placeholder={t('versionName')} value={name} onChange={setName} />
      </div>
      <Button type="submit" busy={busy} disabled={name.trim() === ''}>
        {t('nameVersion')}
      </Button>
    </form>
  )
}

function Comparison({
  version,
  onRestore,
  onOpenNode,
}: {
  version: StoredFlow
  onRestore: () => void
  onOpenNode: (node: string) => void
}) {
  const t = useT()
  const flow = useEditorState((state) => state.flow)
  const specs = useEditorState((state) => state.specs)
  const diff = useMemo(() => diffFlows(version.flow, flow), [version.flow, flow])
  return (
    <div className="esf-diff" role="group" aria-label={t('diffTitle', { revision: version.revision })}>
      <b>{t('diffTitle', { revision: version.revision })}</b>
      <DiffView diff={diff} before={version.flow} after={flow} specs={specs} onOpen={onOpenNode} />
      <div>
        <Button onClick={onRestore}>{t('restoreVersion', { revision: version.revision })}</Button>
      </div>
    </div>
  )
}
