/**
 * Config Manager: templates, direct and runtime configs apart, with what uses them; deleting says its consequences,
 * cleaning up is a dry run first. The same panel is a dialog on the canvas and a page.
 */
import {
  Button,
  ConfirmDialog,
  IconButton,
  notify,
  Pagination,
  RelativeTime,
  Table,
  TabPanel,
  Tabs,
  TextInput,
  type Column,
} from '@evalflow/ui'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Braces, Brush, RefreshCw, Search, Trash2 } from 'lucide-react'
import { useDeferredValue, useState } from 'react'
import { ListState } from '../list-state.tsx'
import { useT } from '../messages.ts'
import { useStudioPort } from '../port.ts'
import type { ConfigItem, ConfigKindName } from '../wire.ts'
import { CleanUpDialog, type CleanUpScope } from './clean-up-dialog.tsx'
import { ConfigJsonDialog } from './config-json-dialog.tsx'
import { configColumns } from './config-columns.tsx'
import { ConfigEmpty } from './config-empty.tsx'

export interface ConfigManagerProps {
  kind: ConfigKindName
  onKindChange: (kind: ConfigKindName) => void
  search: string
  onSearchChange: (search: string) => void
  page: number
  onPageChange: (page: number) => void
  onOpenJobs?: ((config: string) => void) | undefined
  onNewConfig?: (() => void) | undefined
}

const PAGE_SIZE = 25
const KINDS = ['template', 'direct', 'runtime'] as const

export const refOf = (config: Pick<ConfigItem, 'namespace' | 'name'>): string => `${config.namespace}/${config.name}`

export function ConfigManager(props: ConfigManagerProps) {
  const { kind, search, page } = props
  const t = useT()
  const port = useStudioPort()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [shown, setShown] = useState<string | null>(null)
  const [deleting, setDeleting] = useState<ConfigItem | null>(null)
  const [cleaning, setCleaning] = useState<CleanUpScope | null>(null)
  const settled = useDeferredValue(search)
  const query = useQuery({
    queryKey: ['configs', kind, settled, page],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      port.listConfigs(
        { kind, page, page_size: PAGE_SIZE, sort: '-created_at', ...(settled === '' ? {} : { search: settled }) },
        signal,
      ),
  })
  const counts = query.data?.counts
  const changeKind = (next: string) => {
    setChosen(new Set())
    props.onKindChange(KINDS.find((known) => known === next) ?? 'template')
  }
  const columns: Column<ConfigItem>[] = [
    ...configColumns(kind, t, props.onOpenJobs),
    {
      id: 'actions',
      header: <span className="ev-visually-hidden">{t('actions')}</span>,
      align: 'right',
      cell: (config) => (
        <span className="ev-row" style={{ justifyContent: 'flex-end', gap: 2 }}>
          <IconButton
            size="small"
            label={t('viewJson')}
            icon={<Braces aria-hidden />}
            onClick={() => setShown(refOf(config))}
          />
          <IconButton
            size="small"
            label={t('delete')}
            icon={<Trash2 aria-hidden />}
            disabled={config.in_use}
            onClick={() => setDeleting(config)}
          />
        </span>
      ),
    },
  ]
  return (
    <div className="evc-manager">
      <Tabs
        label={t('configKinds')}
        value={kind}
        onChange={changeKind}
        items={KINDS.map((value) => ({
          value,
          label: t(`${value}s`),
          ...(counts?.[value] === undefined ? {} : { count: counts[value] }),
        }))}
      >
        <TabPanel value={kind}>
          <div className="evc-manager-panel">
            <div className="evc-toolbar">
              <TextInput
                type="search"
                className="evc-search"
                icon={<Search aria-hidden />}
                aria-label={t('searchConfigs')}
                placeholder={t('searchConfigs')}
                value={search}
                onChange={props.onSearchChange}
              />
              <span className="ev-grow" />
              {query.dataUpdatedAt > 0 && (
                <Button
                  size="small"
                  variant="ghost"
                  icon={<RefreshCw aria-hidden className={query.isFetching ? 'ev-spinner' : ''} />}
                  onClick={() => void query.refetch()}
                >
                  <span className="ev-visually-hidden">{t('refresh')} </span>
                  <RelativeTime at={new Date(query.dataUpdatedAt)} />
                </Button>
              )}
              <span className="ev-muted ev-num" aria-live="polite">
                {query.data && t('matches', { count: query.data.pagination.total_results })}
              </span>
            </div>
            <div className="evc-manager-list">
              <ListState query={query}>
                {(data) => (
                  <Table
                    label={t(`${kind}s`)}
                    rows={data.data}
                    rowKey={refOf}
                    columns={columns}
                    {...(kind === 'runtime' ? { selected: chosen, onSelectedChange: setChosen } : {})}
                    onOpen={(config) => setShown(refOf(config))}
                    empty={<ConfigEmpty kind={kind} searched={settled !== ''} onNewConfig={props.onNewConfig} />}
                  />
                )}
              </ListState>
            </div>
            {query.data && query.data.pagination.total_results > PAGE_SIZE && (
              <Pagination
                page={page}
                pageSize={PAGE_SIZE}
                total={query.data.pagination.total_results}
                onPageChange={props.onPageChange}
              />
            )}
            {kind === 'runtime' && (
              <div className="evc-manager-foot">
                <span className="ev-grow ev-muted">
                  <b className="ev-num">{t('chosenCount', { count: chosen.size })}</b> · {t('resultsStay')}
                </span>
                <Button icon={<Brush aria-hidden />} onClick={() => setCleaning({ all: true })}>
                  {t('cleanUpUnused')}
                </Button>
                <Button
                  variant="danger"
                  disabled={chosen.size === 0}
                  icon={<Trash2 aria-hidden />}
                  onClick={() => setCleaning({ refs: Array.from(chosen) })}
                >
                  {t('removeChosen', { count: chosen.size })}
                </Button>
              </div>
            )}
          </div>
        </TabPanel>
      </Tabs>
      {shown !== null && <ConfigJsonDialog configRef={shown} onClose={() => setShown(null)} />}
      {cleaning && (
        <CleanUpDialog scope={cleaning} onClose={() => setCleaning(null)} onDone={() => setChosen(new Set())} />
      )}
      <DeleteDialog config={deleting} onClose={() => setDeleting(null)} />
    </div>
  )
}

function DeleteDialog({ config, onClose }: { config: ConfigItem | null; onClose: () => void }) {
  const t = useT()
  const port = useStudioPort()
  const queries = useQueryClient()
  const remove = useMutation({
    mutationFn: (ref: string) => port.deleteConfig(ref),
    onSuccess: async (_nothing, ref) => {
      notify.good(t('deleted', { name: ref }))
      await queries.invalidateQueries({ queryKey: ['configs'] })
    },
  })
  if (!config) return null
  const ref = refOf(config)
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('deleteConfigTitle', { name: config.name })}
      consequence={consequenceOf(config, t)}
      names={[ref]}
      confirmLabel={t('deleteConfig')}
      onConfirm={() => remove.mutateAsync(ref)}
    />
  )
}

function consequenceOf(config: ConfigItem, t: ReturnType<typeof useT>): string {
  const jobs = t('consequenceJobs', { count: config.jobs })
  if (config.kind === 'template') return `${t('consequenceTemplate', { count: config.runtime_configs })} ${jobs}`
  return config.kind === 'runtime' ? `${t('consequenceRuntime')} ${jobs}` : `${t('consequenceDirect')} ${jobs}`
}
