/** Evaluator on the canvas: choose, run, watch and read without opening anything. */
import type { NodeBodyProps, NodeView } from '@evalflow/editor'
import type { JsonValue } from '@evalflow/graph'
import { Button, Field, Picker, RelativeTime, type PickerItem } from '@evalflow/ui'
import { Check, CircleAlert, Gauge, LoaderCircle, Play, Plus, Square } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import type { EvaluatorPlan } from '../../evaluator/plan.ts'
import type { ScoreSummary } from '../wire.ts'
import { JobProgressLine } from '../results/job-progress.tsx'
import { ScoresView } from '../results/scores-view.tsx'
import { t as translate, useT } from '../messages.ts'
import { useStudioSources } from '../fields/field-sources.tsx'
import { EvaluatorForecast } from './evaluator-forecast.tsx'
import { Inspector } from './inspector.tsx'
import { readEvaluatorRun } from './latest-result.ts'
import { RunError } from './node-parts.tsx'
import { useEvaluatorPlan, type PlanState } from './use-evaluator-plan.ts'
import { useInputDataset, usePickedDataset } from './use-datasets.ts'

const NewConfigDialog = lazy(async () => ({
  default: (await import('../dialogs/new-config-dialog.tsx')).NewConfigDialog,
}))
const NewTargetDialog = lazy(async () => ({
  default: (await import('../dialogs/new-target-dialog.tsx')).NewTargetDialog,
}))

const NODE_SCORES = 5
const DEFAULT_NAMESPACE = 'default'

function Body(props: NodeBodyProps) {
  const { values, run, inputs, readOnly, setValue, open } = props
  const t = useT()
  const [dialog, setDialog] = useState<'config' | 'target' | null>(null)
  const namespace = text(values['namespace']) || DEFAULT_NAMESPACE
  const wired = inputs['dataset']?.[0]
  const connected = useInputDataset(wired, namespace)
  const picked = usePickedDataset(wired ? null : text(values['dataset']) || null)
  const sources = useStudioSources()
  const plan = useEvaluatorPlan({
    configRef: text(values['config']) || null,
    filesUrl: (wired ? connected : picked)?.files_url ?? null,
    changed: `${run?.state ?? ''}${run?.finishedAt ?? ''}`,
  })
  const evaluation = readEvaluatorRun(run)
  const running = run?.state === 'running'
  const hasTargetWire = inputs['target'] !== undefined
  return (
    <div className="evc-node">
      <Field
        label={t('config')}
        hint={
          <button type="button" className="evc-link nodrag" disabled={readOnly} onClick={() => setDialog('config')}>
            {t('newConfig')}
          </button>
        }
      >
        <SourcePicker
          source="configs"
          sources={sources}
          value={values['config']}
          disabled={readOnly}
          onChange={(value) => setValue('config', value)}
        />
      </Field>
      {!wired && (
        <Field label={t('dataset')}>
          <SourcePicker
            source="datasets"
            sources={sources}
            value={values['dataset']}
            disabled={readOnly}
            clearable
            onChange={(value) => setValue('dataset', value)}
          />
        </Field>
      )}
      {!hasTargetWire && (
        <Field
          label={t('target')}
          hint={
            <button type="button" className="evc-link nodrag" disabled={readOnly} onClick={() => setDialog('target')}>
              {t('newTarget')}
            </button>
          }
        >
          <SourcePicker
            source="targets"
            sources={sources}
            value={values['target']}
            disabled={readOnly}
            clearable
            onChange={(value) => setValue('target', value)}
          />
        </Field>
      )}
      <PlanLine state={plan} />
      {(running || evaluation.progress) && (
        <JobProgressLine progress={evaluation.progress} percent={evaluation.percent} />
      )}
      {evaluation.scores.length > 0 && (
        <ScoresView
          scores={headlines(evaluation.scores)}
          as="chart"
          limit={NODE_SCORES}
          facts={false}
          onOpen={() => open('samples')}
        />
      )}
      <RunError run={run} />
      <Suspense fallback={null}>
        {dialog === 'config' && (
          <NewConfigDialog
            namespace={namespace}
            connected={connected}
            onClose={() => setDialog(null)}
            onCreated={({ ref }) => setValue('config', ref)}
          />
        )}
        {dialog === 'target' && (
          <NewTargetDialog
            namespace={namespace}
            onClose={() => setDialog(null)}
            onCreated={(choice) => setValue('target', choice)}
          />
        )}
      </Suspense>
    </div>
  )
}

/** One score for each metric: ROUGE-L of the four ROUGE scores, else the first. */
function headlines(scores: readonly ScoreSummary[]): ScoreSummary[] {
  const byMetric = new Map<string, ScoreSummary>()
  for (const score of scores) {
    const metric = `${score.task} ${score.metric}`
    if (!byMetric.has(metric) || score.score.startsWith('rouge_L')) byMetric.set(metric, score)
  }
  return [...byMetric.values()]
}

interface SourcePickerProps {
  source: 'configs' | 'datasets' | 'targets'
  sources: ReturnType<typeof useStudioSources>
  value: JsonValue | undefined
  onChange: (value: string | undefined) => void
  disabled: boolean
  clearable?: boolean
}

function SourcePicker({ source, sources, value, onChange, disabled, clearable }: SourcePickerProps) {
  const chosen = text(value)
  const from = sources[source]
  if (!from) return null
  return (
    <Picker<PickerItem>
      value={chosen === '' ? null : from.present(chosen)}
      load={from.load}
      placeholder={from.placeholder}
      empty={from.empty}
      disabled={disabled}
      clearable={clearable && !disabled}
      onChange={(item) => onChange(item?.id)}
    />
  )
}

/** What will happen: which runtime config is reused or made. */
function PlanLine({ state }: { state: PlanState }) {
  const t = useT()
  if (state.state === 'loading')
    return (
      <div className="evc-plan" aria-busy>
        <LoaderCircle aria-hidden className="ev-spinner" />
      </div>
    )
  if (state.state === 'failed') {
    return (
      <div className="evc-plan" data-tone="warn">
        <CircleAlert aria-hidden />
        <span>
          {t('planFailed', { reason: state.error instanceof Error ? state.error.message : String(state.error) })}
        </span>
      </div>
    )
  }
  const { plan } = state
  const Icon =
    plan.action === 'blocked' || plan.action === 'copy' ? CircleAlert : plan.action === 'create' ? Plus : Check
  return (
    <div
      className="evc-plan"
      data-tone={plan.action === 'blocked' || plan.action === 'copy' ? 'warn' : undefined}
      role="status"
    >
      <Icon aria-hidden />
      <span className="evc-break">
        <PlanText plan={plan} />
      </span>
    </div>
  )
}

function PlanText({ plan }: { plan: EvaluatorPlan }) {
  const t = useT()
  switch (plan.action) {
    case 'blocked':
      return <>{t(`blocked_${plan.reason}`)}</>
    case 'create':
      return (
        <Named text={t(plan.nameTaken ? 'willCreateOther' : 'willCreate', { name: SLOT })} name={plan.configName} />
      )
    case 'copy':
      return <Named text={t('copyRuns', { name: SLOT })} name={plan.configName} />
    case 'reuse':
      return plan.madeAt === null ? (
        <Named text={t('reusesPlain', { name: SLOT })} name={plan.configName} />
      ) : (
        <>
          <Named text={t('reusesPlain', { name: SLOT })} name={plan.configName} />, <RelativeTime at={plan.madeAt} />
        </>
      )
    case 'as_is':
      return (
        <>
          <Named
            text={
              plan.filesUrl === null
                ? t('usesAsIs', { name: SLOT })
                : t('usesFixed', { name: SLOT, dataset: plan.filesUrl.replace('hf://datasets/', '') })
            }
            name={plan.configName}
          />
          {plan.datasetIgnored && `; ${t('datasetIgnored')}`}
        </>
      )
  }
}

/** A place in a translated text that no name can contain. */
const SLOT = '\u0000'

function Named({ text: whole, name }: { text: string; name: string }) {
  const [before = '', after = ''] = whole.split(SLOT)
  return (
    <>
      {before}
      <code className="evc-break">{name}</code>
      {after}
    </>
  )
}

function Footer({ run, open, runNode, stop, readOnly, values, inputs }: NodeBodyProps) {
  const t = useT()
  const { jobId, progress } = readEvaluatorRun(run)
  const running = run?.state === 'running' || run?.state === 'waiting'
  return (
    <div className="evc-foot">
      {running ? (
        <Button size="small" icon={<Square aria-hidden />} onClick={stop}>
          {t('stop')}
        </Button>
      ) : (
        <Button size="small" icon={<Play aria-hidden />} disabled={readOnly} onClick={runNode}>
          {t('run')}
        </Button>
      )}
      {!running && <EvaluatorForecast values={values} inputs={inputs} readOnly={readOnly} />}
      {progress && progress.retried > 0 && (
        <span className="ev-muted ev-num">{t('retriedCount', { count: progress.retried })}</span>
      )}
      <span className="ev-grow" />
      {jobId !== null && (
        <Button size="small" variant="link" onClick={() => open('samples')}>
          {t('openSamples')}
        </Button>
      )}
    </div>
  )
}

export const evaluatorView: NodeView = {
  Body,
  Footer,
  Inspector,
  icon: Gauge,
  subtitle: (values) => text(values['config']).split('/').at(-1) || translate('blocked_no_config'),
  portText: (port, { inputs }) => {
    const source = inputs[port.id]?.[0]
    return (
      source && (
        <span className="ev-mono">{text(source.values['name']) || shortChoice(source.values) || source.title}</span>
      )
    )
  },
  size: { bodyHeight: 230 },
}

function shortChoice(values: Readonly<Record<string, JsonValue>>): string {
  const choice = text(values['target']) || text(values['dataset']) || text(values['model_id'])
  return (
    choice
      .replace(/^(model|target):/, '')
      .split('/')
      .at(-1) ?? ''
  )
}

const text = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '')
