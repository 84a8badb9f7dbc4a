/** Budgets of projects, alert shares, watts: each form stores what it shows and leaves the rest of the settings. */
import type { CostSettings } from '@evalflow/contract'
import { ListState } from '@evalflow/components/react'
import { Button, EmptyState, Field, IconButton, notify, NumberInput, TextInput } from '@evalflow/ui'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import { studio } from '../../api/clients.ts'
import { formatMoney } from './format-money.ts'
import { useT } from './messages.ts'
import { WebhookSettings } from './webhook-settings.tsx'

export function LimitsSettings() {
  const t = useT()
  const query = useQuery({ queryKey: ['cost-settings'], queryFn: ({ signal }) => studio.jobCosts.settings({ signal }) })
  const save = useSave()
  return (
    <>
      <section>
        <h2>{t('limits')}</h2>
        <p className="ev-muted">{t('limitsHelp')}</p>
        <ListState query={query} lines={4}>
          {(settings) => (
            <>
              <ProjectBudgets settings={settings} save={save} />
              <Shares settings={settings} save={save} />
              <Watts settings={settings} save={save} />
            </>
          )}
        </ListState>
      </section>
      <section>
        <h2>{t('webhook')}</h2>
        <p className="ev-muted">{t('webhookHelp')}</p>
        <ListState query={query} lines={3}>
          {(settings) => <WebhookSettings settings={settings} save={save} />}
        </ListState>
      </section>
    </>
  )
}

export type SaveSettings = ReturnType<typeof useSave>
export interface SettingsForm {
  settings: CostSettings
  save: SaveSettings
}

function useSave() {
  const t = useT()
  const queries = useQueryClient()
  return useMutation({
    // the newest, so that two forms saved one after another keep both changes
    mutationFn: async (change: Partial<CostSettings>) =>
      studio.jobCosts.putSettings({ ...(await studio.jobCosts.settings()), ...change }),
    onSuccess: (settings) => {
      queries.setQueryData(['cost-settings'], settings)
      notify.good(t('saved'), { id: 'cost-settings' })
    },
    onError: (error) => notify.bad(error.message),
  })
}

function ProjectBudgets({ settings, save }: SettingsForm) {
  const t = useT()
  const { data: prices } = useQuery({
    queryKey: ['prices'],
    queryFn: ({ signal }) => studio.jobCosts.prices({ signal }),
  })
  const [name, setName] = useState('')
  const [budget, setBudget] = useState<number | null>(null)
  const currency = prices?.currency ?? ''
  const budgets = settings.project_budgets
  const usable = name.trim() !== '' && budget !== null && budget >= 0
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!usable) return
    save.mutate({ project_budgets: { ...budgets, [name.trim()]: budget } })
    setName('')
    setBudget(null)
  }
  const remove = (project: string) =>
    save.mutate({ project_budgets: Object.fromEntries(Object.entries(budgets).filter(([key]) => key !== project)) })
  return (
    <>
      {Object.keys(budgets).length === 0 && <EmptyState title={t('noProjectBudgets')} />}
      {Object.entries(budgets).map(([project, amount]) => (
        <div key={project} className="es-setting">
          <span className="evc-break">{project}</span>
          <span className="ev-row ev-num">
            <b>{formatMoney(amount, currency)}</b>
            <IconButton
              size="small"
              label={`${t('remove')}: ${project}`}
              icon={<Trash2 aria-hidden />}
              onClick={() => remove(project)}
            />
          </span>
        </div>
      ))}
      <form className="es-secret-form" onSubmit={submit}>
        <Field label={t('projectName')}>
          <TextInput value={name} onChange={setName} maxLength={200} />
        </Field>
        <Field label={t('budget')}>
          <NumberInput
            key={Object.keys(budgets).length}
            value={budget}
            min={0}
            unit={currency}
            onChange={setBudget}
            onInvalid={() => setBudget(null)}
          />
        </Field>
        <Button type="submit" busy={save.isPending} disabled={!usable}>
          {t('add')}
        </Button>
      </form>
    </>
  )
}

function Shares({ settings, save }: SettingsForm) {
  const t = useT()
  const [text, setText] = useState(settings.alert_percents.join(', '))
  const percents = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(Number)
  const usable = percents.every((percent) => Number.isInteger(percent) && percent >= 1 && percent <= 100)
  return (
    <form
      className="es-cost-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (usable) save.mutate({ alert_percents: percents })
      }}
    >
      <Field label={t('alertPercents')} error={usable ? undefined : t('alertPercentsWrong')}>
        <TextInput value={text} onChange={setText} />
      </Field>
      <Button type="submit" busy={save.isPending} disabled={!usable}>
        {t('save')}
      </Button>
    </form>
  )
}

function Watts({ settings, save }: SettingsForm) {
  const t = useT()
  const [watts, setWatts] = useState(settings.watts_per_core)
  const usable = watts === null || watts > 0
  return (
    <form
      className="es-cost-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (usable) save.mutate({ watts_per_core: watts })
      }}
    >
      <Field label={t('watts')} help={t('wattsHelp')} error={usable ? undefined : t('notNegative')}>
        <NumberInput value={watts} min={0} unit="W" onChange={setWatts} onInvalid={() => setWatts(-1)} />
      </Field>
      <Button type="submit" busy={save.isPending} disabled={!usable}>
        {t('save')}
      </Button>
    </form>
  )
}
