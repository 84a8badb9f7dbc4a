/** All of one sample: prompt, answer, reference, scores with reasons, judge, attempts, latency and tokens. */
import type { JsonValue } from '@evalflow/graph'
import { Badge, CopyButton, formatDuration, formatNumber, IconButton, Kbd, Skeleton, Tag } from '@evalflow/ui'
import { useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { useT } from '../messages.ts'
import { useStudioPort } from '../port.ts'
import type { Sample } from '../wire.ts'

export interface SampleDetailProps {
  jobId: string
  task: string
  /** 0-based row in the dataset. */
  index: number
  /** What the list has of it, shown until all of it is here. */
  summary: Sample | undefined
  onClose: () => void
}

export function SampleDetail({ jobId, task, index, summary, onClose }: SampleDetailProps) {
  const t = useT()
  const port = useStudioPort()
  // lists cut long texts; the detail has them whole
  const query = useQuery({
    queryKey: ['sample', jobId, task, index],
    queryFn: ({ signal }) => port.getSample(jobId, task, index, signal),
  })
  const sample = query.data ?? summary
  return (
    <section className="evc-sample" aria-label={t('sampleNumber', { number: index + 1 })} aria-live="polite">
      <div className="ev-row">
        <b>{t('sampleNumber', { number: index + 1 })}</b>
        <span className="ev-grow" />
        <Kbd keys="J" />
        <Kbd keys="K" />
        {sample && <CopyButton text={() => JSON.stringify(sample, null, 2)} />}
        <IconButton size="small" label={t('close')} icon={<X aria-hidden />} onClick={onClose} />
      </div>
      {query.error && (
        <div className="ev-field-error" role="alert">
          {query.error.message}
        </div>
      )}
      {sample ? <Whole sample={sample} /> : query.isPending && <Skeleton />}
    </section>
  )
}

function Whole({ sample }: { sample: Sample }) {
  const t = useT()
  return (
    <>
      <Scores sample={sample} />
      <Part label={t('prompt')} value={sample.prompt} />
      {sample.error === null ? (
        <Part label={t('answer')} value={sample.answer} />
      ) : (
        <Part label={t('error')} value={sample.error} tone="bad" />
      )}
      <Part label={t('reference')} value={sample.reference} />
      {Object.entries(sample.unscored).map(([score, reason]) => (
        <Part key={score} label={`${score} · ${t('filter_unscored')}`} value={reason} tone="warn" />
      ))}
      {sample.judge !== undefined && sample.judge !== null && <Part label={t('judge')} value={sample.judge} />}
      <Facts sample={sample} />
      {sample.attempts.length > 1 && <Attempts sample={sample} />}
      {sample.item !== undefined && (
        <details>
          <summary className="ev-muted">{t('wholeRow')}</summary>
          <pre className="evc-json">{JSON.stringify(sample.item, null, 2)}</pre>
        </details>
      )}
    </>
  )
}

function Scores({ sample }: { sample: Sample }) {
  if (sample.status === 'failed') return <Badge tone="bad">failed</Badge>
  return (
    <span className="ev-row" style={{ flexWrap: 'wrap', gap: 5 }}>
      {Object.entries(sample.scores).map(([name, value]) => (
        <Tag key={name}>
          {name.split('.').at(-1)} {value === null ? '–' : formatNumber(value, 2)}
        </Tag>
      ))}
    </span>
  )
}

function Part({ label, value, tone }: { label: string; value: JsonValue; tone?: 'warn' | 'bad' }) {
  return (
    <div>
      <div className="ev-faint evc-small">{label}</div>
      <Content value={value} tone={tone} />
    </div>
  )
}

function Content({ value, tone }: { value: JsonValue; tone: 'warn' | 'bad' | undefined }) {
  const messages = messagesOf(value)
  if (messages) {
    return (
      <div className="ev-stack" style={{ gap: 4 }}>
        {messages.map((turn, index) => (
          <div key={index} className="evc-turn">
            <Tag>{turn.role}</Tag>
            <span className="evc-text">{turn.content}</span>
          </div>
        ))}
      </div>
    )
  }
  if (typeof value === 'string')
    return (
      <div className="evc-text" data-tone={tone}>
        {value === '' ? '∅' : value}
      </div>
    )
  if (value === null) return <div className="ev-faint">–</div>
  return <pre className="evc-json">{JSON.stringify(value, null, 2)}</pre>
}

function messagesOf(value: JsonValue): { role: string; content: string }[] | null {
  const list = typeof value === 'object' && value !== null && !Array.isArray(value) ? value['messages'] : value
  if (!Array.isArray(list) || list.length === 0) return null
  const turns = list.flatMap((turn) =>
    typeof turn === 'object' &&
    turn !== null &&
    !Array.isArray(turn) &&
    typeof turn['role'] === 'string' &&
    typeof turn['content'] === 'string'
      ? [{ role: turn['role'], content: turn['content'] }]
      : [],
  )
  return turns.length === list.length ? turns : null
}

function Facts({ sample }: { sample: Sample }) {
  const t = useT()
  const facts = [
    t('attemptCount', { count: sample.attempts.length }),
    sample.prompt_tokens === null && sample.completion_tokens === null
      ? null
      : t('tokenFacts', { prompt: sample.prompt_tokens ?? '?', completion: sample.completion_tokens ?? '?' }),
    t('firstToken', { time: sample.ttft_ms === null ? t('unavailable') : formatDuration(sample.ttft_ms) }),
    sample.duration_ms === null ? null : t('inAll', { time: formatDuration(sample.duration_ms) }),
    sample.cached ? t('fromCache') : null,
    sample.served_by,
  ]
  return <div className="ev-num ev-muted evc-small">{facts.filter((fact) => fact !== null).join(' · ')}</div>
}

function Attempts({ sample }: { sample: Sample }) {
  const t = useT()
  return (
    <ol className="evc-attempts" aria-label={t('attempts')}>
      {sample.attempts.map((attempt, index) => (
        <li key={index} className="ev-num">
          {attempt.status ?? '–'} · {formatDuration(attempt.duration_ms)}{' '}
          {attempt.error && <span className="ev-muted">· {attempt.error}</span>}
        </li>
      ))}
    </ol>
  )
}
