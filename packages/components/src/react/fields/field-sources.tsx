/** Where a picker field's options come from, by the field's `source`. Each asks the server page by page. */
import type { LoadPage, PickerItem } from '@evalflow/ui'
import { Tag, formatBytes, formatNumber, formatRelativeTime } from '@evalflow/ui'
import { createContext, useContext, useMemo, type ReactNode } from 'react'
import { toTargetChoice } from '../../target-choice.ts'
import { useT } from '../messages.ts'
import { useStudioPort, type ListQuery } from '../port.ts'
import type { ConfigItem, DatasetItem, DeploymentItem, TargetItem } from '../wire.ts'

export interface FieldSource {
  load: LoadPage<PickerItem>
  /** How a stored value is shown before any page was loaded. */
  present: (value: string) => { id: string; label: string; lead?: ReactNode }
  placeholder?: string
  empty?: ReactNode
  footer?: ReactNode
}

export type FieldSources = Readonly<Record<string, FieldSource>>

const NONE: FieldSources = {}
const Context = createContext<FieldSources>(NONE)
export const FieldSourcesProvider = Context.Provider

export function useFieldSource(source: string): FieldSource | undefined {
  return useContext(Context)[source]
}

const PAGE_SIZE = 20

/** `datasets`, `configs` (templates and direct), `targets`, `deployments` and `secrets` of the connection. */
export function useStudioSources(
  footers: Partial<Record<'configs' | 'datasets' | 'targets', ReactNode>> = {},
): FieldSources {
  const port = useStudioPort()
  const t = useT()
  const { configs, datasets, targets } = footers
  return useMemo<FieldSources>(
    () => ({
      datasets: {
        placeholder: t('chooseDataset'),
        empty: t('noDatasets'),
        footer: datasets,
        present: (value) => ({ id: value, label: shortRef(value) }),
        load: async (search, page, signal) => toPage(await port.listDatasets(query(search, page), signal), datasetItem),
      },
      configs: {
        placeholder: t('chooseConfig'),
        empty: t('noConfigs'),
        footer: configs,
        present: (value) => ({
          id: value,
          label: shortRef(value),
          lead: <KindTag kind={value.endsWith('_template') ? 'template' : 'direct'} />,
        }),
        load: async (search, page, signal) =>
          toPage(await port.listConfigs({ ...query(search, page), kind: 'template,direct' }, signal), configItem),
      },
      targets: {
        placeholder: t('chooseTarget'),
        empty: t('noTargets'),
        footer: targets,
        present: (value) => ({ id: value, label: shortRef(value.replace(/^(target|model):/, '')) }),
        load: async (search, page, signal) => toPage(await port.listTargets(query(search, page), signal), targetItem),
      },
      deployments: {
        placeholder: t('chooseDeployment'),
        empty: t('noDeployments'),
        present: (value) => ({ id: value, label: shortRef(value) }),
        load: async (search, page, signal) =>
          toPage(await port.listDeployments(query(search, page), signal), deploymentItem),
      },
      secrets: {
        placeholder: t('chooseSecret'),
        empty: t('noSecrets'),
        present: (value) => ({ id: value, label: value }),
        load: async (search, _page, signal) => {
          const names = (await port.listSecrets(signal)).filter((name) =>
            name.toLowerCase().includes(search.toLowerCase()),
          )
          return { items: names.map((name) => ({ id: name, label: name })), total: names.length }
        },
      },
    }),
    [port, t, configs, datasets, targets],
  )
}

export function KindTag({ kind }: { kind: ConfigItem['kind'] }) {
  const t = useT()
  return <Tag>{t(kind)}</Tag>
}

function query(search: string, page: number): ListQuery {
  return { page, page_size: PAGE_SIZE, ...(search === '' ? {} : { search }) }
}

function toPage<T>(
  page: { data: T[]; pagination: { total_results: number } },
  toItem: (item: T) => PickerItem,
): { items: PickerItem[]; total: number } {
  return { items: page.data.map(toItem), total: page.pagination.total_results }
}

function datasetItem(dataset: DatasetItem): PickerItem {
  const facts = [
    dataset.records === null ? null : `${formatNumber(dataset.records)} rows`,
    dataset.size_bytes === null ? null : formatBytes(dataset.size_bytes),
    formatRelativeTime(dataset.updated_at),
  ]
  return {
    id: `${dataset.namespace}/${dataset.name}`,
    label: dataset.name,
    detail: facts.filter((fact) => fact !== null).join(' · '),
  }
}

function configItem(config: ConfigItem): PickerItem {
  const facts = [config.type, config.metrics.slice(0, 3).join(', '), formatRelativeTime(config.created_at)]
  return {
    id: `${config.namespace}/${config.name}`,
    label: config.name,
    lead: <KindTag kind={config.kind} />,
    detail: facts.filter((fact) => fact !== '').join(' · '),
  }
}

function targetItem(target: TargetItem): PickerItem {
  const item: PickerItem = {
    id: toTargetChoice(target),
    label: target.label,
    lead: <Tag>{target.kind}</Tag>,
    detail: target.detail,
  }
  return target.state === 'absent' || target.state === 'failed'
    ? { ...item, unavailable: `${target.state}: ${target.detail}` }
    : item
}

function deploymentItem({ ref, models, status, detail }: DeploymentItem): PickerItem {
  const item: PickerItem = { id: ref, label: shortRef(ref), detail: [models.join(', '), detail].join(' · ') }
  return status === 'ready' ? item : { ...item, unavailable: `${status}: ${detail}` }
}

const shortRef = (ref: string): string => ref.replace(/^default\//, '')
