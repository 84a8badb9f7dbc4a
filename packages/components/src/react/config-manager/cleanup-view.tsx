/** Clean-up rules: what is removed in the background, when, what it would be now, and what was, with a way back. */
import { Badge, Button, Checkbox, Field, IconButton, notify, NumberInput, Picker, RelativeTime } from '@evalflow/ui'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Eraser, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useStudioSources } from '../fields/field-sources.tsx'
import { ListState } from '../list-state.tsx'
import { useT } from '../messages.ts'
import { useStudioPort } from '../port.ts'
import type { CleanupResult } from '../wire.ts'
import { CleanUpPlan } from './clean-up-dialog.tsx'
import { useConfigWritten } from './config-cache.ts'
import type { CleanupRule, CleanupSettings, CleanupState } from './library-port.ts'
import { RemovalLog } from './removal-log.tsx'

const FIRST_RULE: CleanupRule = { unused_days: 30 }

export function CleanupView() {
  const port = useStudioPort()
  const query = useQuery({
    queryKey: ['library', 'rules'],
    queryFn: ({ signal }) => port.configLibrary.cleanupRules({ signal }),
  })
  return (
    <div className="evc-manager-panel evc-scroll">
      <ListState query={query}>
        {(state) => <Rules key={JSON.stringify(state.rules) + String(state.enabled)} state={state} />}
      </ListState>
      <RemovalLog />
    </div>
  )
}

function Rules({ state }: { state: CleanupState }) {
  const t = useT()
  const port = useStudioPort()
  const written = useConfigWritten()
  const [draft, setDraft] = useState<CleanupSettings>({
    enabled: state.enabled,
    every_hours: state.every_hours,
    rules: state.rules,
  })
  const [result, setResult] = useState<CleanupResult | null>(null)
  const invalid = draft.rules.some((rule) => rule.older_than_days === undefined && rule.unused_days === undefined)
  const change = (next: Partial<CleanupSettings>) => {
    setDraft({ ...draft, ...next })
    setResult(null)
  }
  const save = useMutation({
    mutationFn: () => port.configLibrary.putCleanupRules(draft),
    onSuccess: async () => {
      notify.good(t('rulesSaved'))
      await written()
    },
    onError: (error) => notify.bad(error.message),
  })
  const run = useMutation({
    mutationFn: (dryRun: boolean) => port.configLibrary.runCleanup({ rules: draft.rules, dry_run: dryRun }),
    onSuccess: async (found) => {
      setResult(found)
      if (found.dry_run) return
      notify.good(t('removedCount', { count: found.removed.length }))
      await written()
    },
    onError: (error) => notify.bad(error.message),
  })
  return (
    <section className="evc-section" aria-label={t('cleanupRules')}>
      <div className="ev-row" style={{ flexWrap: 'wrap' }}>
        <h2>{t('cleanupRules')}</h2>
        <Badge tone={state.enabled ? 'good' : 'idle'}>{t(state.enabled ? 'rulesOn' : 'rulesOff')}</Badge>
        <span className="ev-muted">
          {state.next_run_at !== null && (
            <>
              {t('nextRun')} <RelativeTime at={state.next_run_at} />
            </>
          )}
          {state.last_run_at !== null && (
            <>
              {' · '}
              {t('lastRun')} <RelativeTime at={state.last_run_at} />
            </>
          )}
        </span>
      </div>
      <p className="ev-muted">{t('rulesHelp')}</p>
      <div className="ev-row" style={{ flexWrap: 'wrap', gap: 14 }}>
        <Checkbox checked={draft.enabled} onChange={(enabled) => change({ enabled })} label={t('rulesEnable')} />
        <span className="ev-row">
          {t('everyHours')}
          <span style={{ width: 96 }}>
            <NumberInput
              aria-label={t('everyHours')}
              min={1}
              max={720}
              step={1}
              unit="h"
              value={draft.every_hours}
              onChange={(value) => value !== null && change({ every_hours: value })}
            />
          </span>
        </span>
      </div>
      <ol className="evc-rules">
        {draft.rules.map((rule, index) => (
          <li key={index}>
            <RuleFields
              rule={rule}
              number={index + 1}
              onChange={(next) => change({ rules: draft.rules.map((other, at) => (at === index ? next : other)) })}
              onRemove={() => change({ rules: draft.rules.filter((_rule, at) => at !== index) })}
            />
          </li>
        ))}
      </ol>
      <div className="ev-row" style={{ flexWrap: 'wrap' }}>
        <Button
          size="small"
          icon={<Plus aria-hidden />}
          onClick={() => change({ rules: [...draft.rules, FIRST_RULE] })}
        >
          {t('addRule')}
        </Button>
        <span className="ev-grow" />
        <Button
          disabled={draft.rules.length === 0 || invalid}
          busy={run.isPending && run.variables}
          onClick={() => run.mutate(true)}
        >
          {t('dryRun')}
        </Button>
        <Button variant="primary" disabled={invalid} busy={save.isPending} onClick={() => save.mutate()}>
          {t('saveRules')}
        </Button>
      </div>
      {result && (
        <div className="evc-dry-run">
          <CleanUpPlan plan={result} />
          {result.dry_run && result.removed.length > 0 && (
            <Button
              variant="danger"
              icon={<Eraser aria-hidden />}
              busy={run.isPending}
              onClick={() => run.mutate(false)}
            >
              {t('removeNow', { count: result.removed.length })}
            </Button>
          )}
        </div>
      )}
    </section>
  )
}

function RuleFields({
  rule,
  number,
  onChange,
  onRemove,
}: {
  rule: CleanupRule
  number: number
  onChange: (rule: CleanupRule) => void
  onRemove: () => void
}) {
  const t = useT()
  const { templates } = useTemplateSource()
  const { template, older_than_days: age, unused_days: unused } = rule
  const put = (field: 'older_than_days' | 'unused_days') => (value: number | null) => {
    const { [field]: _before, ...rest } = rule
    onChange(value === null ? rest : { ...rest, [field]: value })
  }
  const neither = age === undefined && unused === undefined
  return (
    <fieldset className="evc-rule">
      <legend className="ev-visually-hidden">{t('ruleNumber', { number })}</legend>
      <Field label={t('ruleAge')} error={neither ? t('ruleNeither') : undefined}>
        <NumberInput min={0} max={3650} unit={t('days')} value={age ?? null} onChange={put('older_than_days')} />
      </Field>
      <Field label={t('ruleUnused')}>
        <NumberInput min={0} max={3650} unit={t('days')} value={unused ?? null} onChange={put('unused_days')} />
      </Field>
      <Field label={t('ruleTemplate')}>
        <Picker
          clearable
          value={template === undefined ? null : { id: template, label: template.replace(/^default\//, '') }}
          onChange={(item) => {
            const { template: _before, ...rest } = rule
            onChange(item ? { ...rest, template: item.id } : rest)
          }}
          load={templates.load}
          placeholder={t('anyTemplate')}
          empty={t('templatesEmpty')}
        />
      </Field>
      <IconButton size="small" label={t('removeRule', { number })} icon={<Trash2 aria-hidden />} onClick={onRemove} />
    </fieldset>
  )
}

function useTemplateSource() {
  const { configs } = useStudioSources()
  const port = useStudioPort()
  return {
    templates: {
      ...configs,
      load: async (search: string, page: number, signal: AbortSignal) => {
        const found = await port.listConfigs(
          { kind: 'template', page, page_size: 20, ...(search ? { search } : {}) },
          signal,
        )
        return {
          items: found.data.map(({ namespace, name, type }) => ({
            id: `${namespace}/${name}`,
            label: name,
            detail: type,
          })),
          total: found.pagination.total_results,
        }
      },
    },
  }
}
