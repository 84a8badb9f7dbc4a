/** The table of prices: list, add, edit, remove. The server keeps it; what it refuses is told in its words. */
import type { PriceTable } from '@evalflow/contract'
import { ListState } from '@evalflow/components/react'
import {
  Button,
  ConfirmDialog,
  EmptyState,
  Field,
  formatNumber,
  IconButton,
  notify,
  Table,
  TextInput,
} from '@evalflow/ui'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Pencil, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { studio } from '../../api/clients.ts'
import { useT } from './messages.ts'
import { PriceDialog } from './price-dialog.tsx'

type Price = PriceTable['prices'][number]
/** Place in the table; `new` for one that is not in it yet. */
type Editing = { at: number | 'new' } | { removing: number } | null

export function PricesSettings() {
  const t = useT()
  const query = useQuery({ queryKey: ['prices'], queryFn: ({ signal }) => studio.jobCosts.prices({ signal }) })
  return (
    <section>
      <h2>{t('prices')}</h2>
      <p className="ev-muted">{t('pricesHelp')}</p>
      <ListState query={query} lines={3}>
        {(table) => <Prices table={table} />}
      </ListState>
    </section>
  )
}

function Prices({ table }: { table: PriceTable }) {
  const t = useT()
  const queries = useQueryClient()
  const [editing, setEditing] = useState<Editing>(null)
  const put = async (next: PriceTable) => {
    queries.setQueryData(['prices'], await studio.jobCosts.putPrices(next))
  }
  const setPrice = (at: number | 'new', price: Price) =>
    put({ ...table, prices: at === 'new' ? [...table.prices, price] : table.prices.with(at, price) })
  return (
    <>
      <CurrencyField
        key={table.currency}
        currency={table.currency}
        onSave={(currency) => put({ ...table, currency })}
      />
      <div className="es-scroll" role="region" aria-label={t('prices')} tabIndex={0}>
        <Table
          cards
          label={t('prices')}
          rows={table.prices.map((price, at) => ({ ...price, at }))}
          rowKey={({ at }) => String(at)}
          rowLabel={({ model }) => model}
          columns={[
            {
              id: 'model',
              header: t('model'),
              cell: ({ model, host, source, note }) => (
                <div>
                  <div className="ev-mono evc-break">{model}</div>
                  <div className="ev-muted evc-break">{host ?? t('anyHost')}</div>
                  <div className="ev-faint evc-break">{source ?? note}</div>
                </div>
              ),
            },
            { id: 'in', header: t('input'), align: 'right', cell: (price) => perMillion(price.input_per_million) },
            { id: 'out', header: t('output'), align: 'right', cell: (price) => perMillion(price.output_per_million) },
            {
              id: 'cached',
              header: t('cached'),
              align: 'right',
              cell: (price) => (price.cached_per_million === undefined ? '–' : perMillion(price.cached_per_million)),
            },
            { id: 'asOf', header: t('asOf'), cell: (price) => price.as_of ?? table.as_of ?? t('unknown') },
            {
              id: 'actions',
              header: <span className="ev-visually-hidden">{t('actions')}</span>,
              align: 'right',
              cell: ({ at }) => (
                <span className="ev-row">
                  <IconButton
                    size="small"
                    label={t('edit')}
                    icon={<Pencil aria-hidden />}
                    onClick={() => setEditing({ at })}
                  />
                  <IconButton
                    size="small"
                    label={t('remove')}
                    icon={<Trash2 aria-hidden />}
                    onClick={() => setEditing({ removing: at })}
                  />
                </span>
              ),
            },
          ]}
          empty={<EmptyState title={t('noPrices')}>{t('noPricesHelp')}</EmptyState>}
        />
      </div>
      <div className="es-setting-actions">
        <Button icon={<Plus aria-hidden />} onClick={() => setEditing({ at: 'new' })}>
          {t('add')}
        </Button>
      </div>
      {editing && 'at' in editing && (
        <PriceDialog
          price={editing.at === 'new' ? undefined : table.prices[editing.at]}
          currency={table.currency}
          onSave={(price) => setPrice(editing.at, price)}
          onClose={() => setEditing(null)}
        />
      )}
      {editing && 'removing' in editing && (
        <ConfirmDialog
          open
          onOpenChange={(open) => !open && setEditing(null)}
          title={t('removePriceTitle', { model: table.prices[editing.removing]?.model ?? '' })}
          consequence={t('removePriceText')}
          confirmLabel={t('remove')}
          onConfirm={() => put({ ...table, prices: table.prices.toSpliced(editing.removing, 1) })}
        />
      )}
    </>
  )
}

const perMillion = (price: number) => formatNumber(price, price !== 0 && price < 0.1 ? 4 : 2)

function CurrencyField({ currency, onSave }: { currency: string; onSave: (currency: string) => Promise<void> }) {
  const t = useT()
  const [text, setText] = useState(currency)
  const save = useMutation({ mutationFn: onSave, onError: (error) => notify.bad(error.message) })
  return (
    <form
      className="es-cost-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (text.trim() !== '') save.mutate(text.trim())
      }}
    >
      <Field label={t('currency')} help={t('currencyHelp')}>
        <TextInput value={text} onChange={setText} maxLength={10} />
      </Field>
      <Button type="submit" busy={save.isPending} disabled={text.trim() === '' || text.trim() === currency}>
        {t('save')}
      </Button>
    </form>
  )
}
