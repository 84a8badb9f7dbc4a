/** Where alerts are sent, and what was sent. */
import { ListState } from '@evalflow/components/react'
import {
  Button,
  EmptyState,
  Field,
  notify,
  RelativeTime,
  StateBadge,
  Table,
  TextInput,
  type StateName,
} from '@evalflow/ui'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Send } from 'lucide-react'
import { useState } from 'react'
import { studio } from '../../api/clients.ts'
import type { SettingsForm } from './limits-settings.tsx'
import { useT } from './messages.ts'

const WAITING_MS = 2000
const PAGE_SIZE = 10
const STATES: Record<'delivered' | 'waiting' | 'failed', StateName> = {
  delivered: 'done',
  waiting: 'waiting',
  failed: 'failed',
}

export function WebhookSettings({ settings, save }: SettingsForm) {
  const t = useT()
  const queries = useQueryClient()
  const [url, setUrl] = useState(settings.webhook?.url ?? '')
  const [secret, setSecret] = useState(settings.webhook?.secret ?? '')
  const usable = url.trim() === '' || /^https?:\/\/./.test(url.trim())
  const test = useMutation({
    mutationFn: () => studio.jobCosts.testWebhook(),
    onError: (error) => notify.bad(error.message),
    onSettled: () => queries.invalidateQueries({ queryKey: ['deliveries'] }),
  })
  return (
    <>
      <form
        className="es-secret-form es-hook-form"
        onSubmit={(event) => {
          event.preventDefault()
          const next = { url: url.trim(), secret: secret.trim() === '' ? null : secret.trim() }
          if (usable) save.mutate({ webhook: next.url === '' ? null : next })
        }}
      >
        <Field label={t('webhookUrl')} error={usable ? undefined : t('webhookUrlWrong')}>
          <TextInput value={url} onChange={setUrl} mono placeholder="https://…" />
        </Field>
        <Field label={t('webhookSecret')} help={t('webhookSecretHelp')}>
          <TextInput value={secret} onChange={setSecret} mono />
        </Field>
        <Button type="submit" busy={save.isPending} disabled={!usable}>
          {t('save')}
        </Button>
      </form>
      {settings.webhook && (
        <div className="es-setting-actions">
          <Button icon={<Send aria-hidden />} busy={test.isPending} onClick={() => test.mutate()}>
            {t('sendTest')}
          </Button>
        </div>
      )}
      <Deliveries />
    </>
  )
}

function Deliveries() {
  const t = useT()
  const query = useQuery({
    queryKey: ['deliveries'],
    queryFn: ({ signal }) => studio.jobCosts.deliveries({ page_size: PAGE_SIZE }, { signal }),
    refetchInterval: ({ state }) => (state.data?.data.some((sent) => sent.state === 'waiting') ? WAITING_MS : false),
  })
  return (
    <ListState query={query} lines={2}>
      {({ data }) => (
        <div className="es-scroll" role="region" aria-label={t('deliveries')} tabIndex={0}>
          <Table
            cards
            label={t('deliveries')}
            rows={data}
            rowKey={({ id }) => id}
            columns={[
              { id: 'event', header: t('event'), cell: ({ event }) => <span className="ev-mono">{event}</span> },
              { id: 'when', header: t('when'), cell: (sent) => <RelativeTime at={sent.created_at} /> },
              { id: 'tries', header: t('tries'), align: 'right', cell: ({ tries }) => tries },
              {
                id: 'state',
                header: t('state'),
                cell: ({ state, error }) => (
                  <div>
                    <StateBadge state={STATES[state]} label={t(state)} />
                    {error !== null && <div className="ev-faint evc-break">{error}</div>}
                  </div>
                ),
              },
            ]}
            empty={<EmptyState title={t('noDeliveries')} />}
          />
        </div>
      )}
    </ListState>
  )
}
