/** Gate on the canvas: what is asked, and each check with what was found. */
import { useEditor, type NodeBodyProps, type NodeView } from '@evalflow/editor'
import type { JsonValue } from '@evalflow/graph'
import { Button } from '@evalflow/ui'
import { Check, Plus, ShieldCheck, X } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import { z } from 'zod'
import { scoreName } from '../../result-input.ts'
import { t as translate, useT } from '../messages.ts'
import { Inspector } from './inspector.tsx'
import { readEvaluatorRun, type RunLike } from './latest-result.ts'
import { NodeFields, RunError, RunFoot } from './node-parts.tsx'

const verdictSchema = z.object({
  passed: z.boolean(),
  checks: z.array(z.object({ name: z.string(), passed: z.boolean(), expected: z.string(), found: z.string() })),
})
const detailSchema = z.object({ gate: verdictSchema })
const OFFERED_SCORES = 4

/** The verdict of the last run: told as progress when the gate stayed shut, as output when it opened. */
function readVerdict(run: RunLike | undefined) {
  return (
    verdictSchema.safeParse(run?.outputs?.['verdict']).data ?? detailSchema.safeParse(run?.progress?.detail).data?.gate
  )
}

function Body(props: NodeBodyProps) {
  const t = useT()
  const { run } = props
  const verdict = readVerdict(run)
  return (
    <div className="evc-node">
      <NodeFields {...props} />
      <OfferedScores {...props} />
      {verdict && (
        <ul className="evc-checks">
          {verdict.checks.map((check, index) => (
            <li key={index} className="evc-note" data-tone={check.passed ? undefined : 'bad'}>
              {check.passed ? (
                <Check role="img" aria-label={t('checkPassed')} />
              ) : (
                <X role="img" aria-label={t('checkFailed')} />
              )}
              <span className="evc-break">
                {check.expected}: <b className="ev-num">{check.found}</b>
              </span>
            </li>
          ))}
        </ul>
      )}
      {(verdict === undefined || run?.error?.code !== 'gate_failed') && <RunError run={run} />}
    </div>
  )
}

/** Scores of the connected result that no condition names yet: one press adds a line. */
function OfferedScores({ inputs, values, setValue, readOnly }: NodeBodyProps) {
  const t = useT()
  const { runState } = useEditor()
  useSyncExternalStore(runState.subscribe, runState.all, runState.all)
  const source = inputs['result']?.[0]
  const conditions = typeof values['conditions'] === 'string' ? values['conditions'] : ''
  const scores = source ? readEvaluatorRun(runState.get(source.node)).scores : []
  const names = [...new Set(scores.map(scoreName))].filter((name) => !conditions.includes(name))
  if (readOnly || names.length === 0) return null
  const add = (name: string) =>
    setValue('conditions', `${conditions.trimEnd()}${conditions.trim() === '' ? '' : '\n'}${name} >= `)
  return (
    <div className="ev-row nodrag" style={{ flexWrap: 'wrap', gap: 4 }}>
      {names.slice(0, OFFERED_SCORES).map((name) => (
        <Button
          key={name}
          size="small"
          variant="ghost"
          icon={<Plus aria-hidden />}
          aria-label={t('addCondition', { name })}
          onClick={() => add(name)}
        >
          {name}
        </Button>
      ))}
    </div>
  )
}

function Footer(props: NodeBodyProps) {
  const t = useT()
  const verdict = readVerdict(props.run)
  const passed = verdict?.checks.filter((check) => check.passed).length ?? 0
  return <RunFoot {...props} fact={verdict && t('checksPassed', { passed, total: verdict.checks.length })} />
}

export const gateView: NodeView = {
  Body,
  Footer,
  Inspector,
  icon: ShieldCheck,
  subtitle: (values) => text(values['conditions']).split('\n').join(', '),
  badge: (_values, run) => {
    if (!run) return null
    if (run.state === 'done') return { state: 'done', label: translate('gateOpen') }
    if (run.error?.code === 'gate_failed') return { state: 'failed', label: translate('gateClosed') }
    return { state: run.state }
  },
  size: { bodyHeight: 160 },
}

const text = (value: JsonValue | undefined): string => (typeof value === 'string' ? value.trim() : '')
