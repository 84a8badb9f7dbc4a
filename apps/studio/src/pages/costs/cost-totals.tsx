/** Sums of what jobs cost, by project, flow, model or job. */
import type { CostLine, CostPage } from '@evalflow/contract'
import { ListState } from '@evalflow/components/react'
import { EmptyState, formatDuration, formatNumber, Pagination, Select, Table } from '@evalflow/ui'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { studio } from '../../api/clients.ts'
import { formatSums } from './format-money.ts'
import { useT } from './messages.ts'

const GROUPS = ['project', 'flow', 'model', 'job'] as const
type Group = (typeof GROUPS)[number]
const PAGE_SIZE = 10

export function CostTotals() {
  const t = useT()
  const [by, setBy] = useState<Group>('project')
  const [page, setPage] = useState(1)
  const query = useQuery({
    queryKey: ['costs', by, page],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => studio.jobCosts.costs({ by, page, page_size: PAGE_SIZE }, { signal }),
  })
  return (
    <section className="es-costs">
      <div className="evc-toolbar">
        <h2 className="es-costs-title">{t('costs')}</h2>
        <span className="ev-grow" />
        <span style={{ width: 130 }}>
          <Select
            aria-label={t('costsBy')}
            value={by}
            options={GROUPS.map((value) => ({ value, label: t(`by_${value}`) }))}
            onChange={(value) => {
              setBy(GROUPS.find((group) => group === value) ?? 'project')
              setPage(1)
            }}
          />
        </span>
      </div>
      <ListState query={query} lines={3}>
        {(costs) => <Sums costs={costs} />}
      </ListState>
      {query.data && query.data.pagination.total_results > PAGE_SIZE && (
        <Pagination
          page={page}
          pageSize={PAGE_SIZE}
          total={query.data.pagination.total_results}
          onPageChange={setPage}
        />
      )}
    </section>
  )
}

function Sums({ costs: { by, data, total } }: { costs: CostPage }) {
  const t = useT()
  const nameOf = ({ key, label }: CostLine) => {
    if (label !== '') return label
    if (key !== '') return key
    return by === 'flow' ? t('noFlow') : t('noProject')
  }
  const rows =
    data.length === 0
      ? []
      : [...data.map((line) => ({ ...line, name: nameOf(line) })), { ...total, key: '\u0000', name: t('total') }]
  return (
    <>
      <div className="es-scroll" role="region" aria-label={t('costs')} tabIndex={0}>
        <Table
          cards
          label={t('costs')}
          rows={rows}
          rowKey={({ key }) => key}
          columns={[
            {
              id: 'name',
              header: t(`by_${by}`),
              cell: ({ name, key }) => (key === '\u0000' ? <b>{name}</b> : <span className="evc-break">{name}</span>),
            },
            { id: 'jobs', header: t('jobs'), align: 'right', cell: (line) => formatNumber(line.jobs) },
            { id: 'rows', header: t('rows'), align: 'right', cell: (line) => formatNumber(line.rows) },
            { id: 'in', header: t('tokensIn'), align: 'right', cell: (line) => formatNumber(line.prompt_tokens) },
            { id: 'out', header: t('tokensOut'), align: 'right', cell: (line) => formatNumber(line.completion_tokens) },
            {
              id: 'money',
              header: t('money'),
              align: 'right',
              cell: (line) => <b>{formatSums(line.money) ?? t('unknown')}</b>,
            },
            {
              id: 'cpu',
              header: t('compute'),
              align: 'right',
              cell: (line) => formatDuration(line.cpu_seconds * 1000),
            },
            {
              id: 'energy',
              header: t('energy'),
              align: 'right',
              cell: (line) => (line.energy_wh === null ? t('unavailable') : `${formatNumber(line.energy_wh, 2)} Wh`),
            },
          ]}
          empty={<EmptyState title={t('noCosts')}>{t('noCostsHelp')}</EmptyState>}
        />
      </div>
      {total.unpriced_jobs > 0 && (
        <p className="ev-muted es-costs-note">{t('unpriced', { count: total.unpriced_jobs })}</p>
      )}
    </>
  )
}
