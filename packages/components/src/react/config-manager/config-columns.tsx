/** Columns of the three lists: what each kind is asked about. */
import { Button, RelativeTime, StateBadge, type Column } from '@evalflow/ui'
import type { useT } from '../messages.ts'
import type { ConfigItem, ConfigKindName } from '../wire.ts'

type T = ReturnType<typeof useT>

export function configColumns(
  kind: ConfigKindName,
  t: T,
  onOpenJobs: ((config: string) => void) | undefined,
): Column<ConfigItem>[] {
  const name: Column<ConfigItem> = {
    id: 'name',
    header: t('name'),
    cell: (config) => (
      <div>
        <div className="ev-mono">{config.name}</div>
        <div className="ev-faint evc-small">
          {config.template ? t('fromTemplate', { name: config.template.replace(/^default\//, '') }) : config.type}
          {config.version != null && ` · v${config.version}`}
        </div>
      </div>
    ),
  }
  const dataset: Column<ConfigItem> = {
    id: 'dataset',
    header: t('dataset'),
    cell: (config) => (
      <span className="ev-mono evc-break">{config.files_url?.replace('hf://datasets/', '') ?? '–'}</span>
    ),
  }
  const metrics: Column<ConfigItem> = {
    id: 'metrics',
    header: t('metrics'),
    cell: (config) => config.metrics.join(', ') || '–',
  }
  const made: Column<ConfigItem> = {
    id: 'made',
    header: t('runtimeConfigs'),
    align: 'right',
    cell: (config) => config.runtime_configs,
  }
  const jobs: Column<ConfigItem> = {
    id: 'jobs',
    header: t('runs'),
    align: 'right',
    cell: (config) =>
      onOpenJobs && config.jobs > 0 && config.kind !== 'template' ? (
        <Button size="small" variant="link" onClick={() => onOpenJobs(`${config.namespace}/${config.name}`)}>
          {config.jobs}
        </Button>
      ) : (
        config.jobs
      ),
  }
  const used: Column<ConfigItem> = {
    id: 'used',
    header: t('lastUsed'),
    align: 'right',
    cell: (config) => (
      <span className="ev-muted">{config.last_used_at ? <RelativeTime at={config.last_used_at} /> : '–'}</span>
    ),
  }
  const state: Column<ConfigItem> = {
    id: 'state',
    header: t('state'),
    cell: (config) => <ConfigState config={config} t={t} />,
  }
  if (kind === 'template') return [name, metrics, made, jobs, used, state]
  return [name, dataset, jobs, used, state]
}

function ConfigState({ config, t }: { config: ConfigItem; t: T }) {
  if (config.in_use) return <StateBadge state="running" label={t('inUse')} />
  if (config.template_changed) return <StateBadge state="outdated" label={t('templateChanged')} />
  return <StateBadge state="idle" label={config.jobs + config.runtime_configs === 0 ? t('unused') : t('used')} />
}
