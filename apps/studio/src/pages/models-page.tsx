/** Local models and baselines: what is there, what can be pulled. */
import { ListState, useStudioPort } from '@evalflow/components/react'
import type { ModelItem } from '@evalflow/contract'
import {
  Button,
  EmptyState,
  formatBytes,
  formatNumber,
  notify,
  Progress,
  StateBadge,
  Table,
  Tag,
  type StateName,
} from '@evalflow/ui'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Bot, Download } from 'lucide-react'
import { useT } from '../messages.ts'
import { Page } from '../shell/page.tsx'

const PULLING_MS = 1000
const STATES: Record<ModelItem['state'], StateName> = {
  ready: 'done',
  absent: 'idle',
  pulling: 'running',
  failed: 'failed',
}

export function ModelsPage() {
  const t = useT()
  const port = useStudioPort()
  const queries = useQueryClient()
  const query = useQuery({
    queryKey: ['models'],
    queryFn: ({ signal }) => port.listModels(signal),
    refetchInterval: ({ state }) => (state.data?.some((model) => model.state === 'pulling') ? PULLING_MS : false),
  })
  const pull = useMutation({
    mutationFn: (id: string) => port.pullModel(id),
    onError: (error) => notify.bad(error.message),
    onSettled: () => queries.invalidateQueries({ queryKey: ['models'] }),
  })
  return (
    <Page title={t('models')} help={t('modelsHelp')}>
      <ListState query={query}>
        {(models) => (
          <Table
            cards
            label={t('models')}
            rows={models}
            rowKey={(model) => model.id}
            columns={[
              {
                id: 'name',
                header: t('name'),
                cell: (model) => (
                  <div>
                    <div className="ev-row">
                      <b>{model.label}</b>
                      <Tag>{t(model.kind)}</Tag>
                    </div>
                    <div className="ev-faint ev-mono">{model.id}</div>
                  </div>
                ),
              },
              { id: 'detail', header: t('about'), cell: (model) => <span className="ev-muted">{model.detail}</span> },
              {
                id: 'context',
                header: t('context'),
                align: 'right',
                cell: (model) => (model.context_tokens === null ? '–' : formatNumber(model.context_tokens)),
              },
              {
                id: 'size',
                header: t('size'),
                align: 'right',
                cell: (model) => (model.size_bytes === null ? '–' : formatBytes(model.size_bytes)),
              },
              { id: 'licence', header: t('licence'), cell: (model) => model.licence ?? '–' },
              {
                id: 'state',
                header: t('state'),
                width: 190,
                cell: (model) =>
                  model.state === 'absent' || model.state === 'failed' ? (
                    <span className="ev-row">
                      {model.state === 'failed' && <StateBadge state="failed" />}
                      <Button
                        size="small"
                        icon={<Download aria-hidden />}
                        busy={pull.isPending && pull.variables === model.id}
                        onClick={() => pull.mutate(model.id)}
                      >
                        {t('pull')}
                      </Button>
                    </span>
                  ) : (
                    <div className="ev-stack" style={{ gap: 4 }}>
                      <span>
                        <StateBadge state={STATES[model.state]} label={t(`model_${model.state}`)} />
                      </span>
                      {model.state === 'pulling' && (
                        <Progress label={t('model_pulling')} value={model.progress} max={100} />
                      )}
                    </div>
                  ),
              },
            ]}
            empty={
              <EmptyState icon={<Bot aria-hidden />} title={t('noModels')}>
                {t('noModelsHelp')}
              </EmptyState>
            }
          />
        )}
      </ListState>
    </Page>
  )
}
