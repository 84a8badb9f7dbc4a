/** Views of the dev page's components, after the mock-up. */
import { Button, Field, formatNumber, Progress, ScoreInterval, Tag, TextInput } from '@evalflow/ui'
import {
  Box,
  ChartColumn,
  Database,
  Flag,
  Gauge,
  GitCompare,
  Link,
  SlidersHorizontal,
  Square,
  StickyNote,
} from 'lucide-react'
import { Markdown, type NodeBodyProps, type NodeViews } from '../src/index.ts'

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

function TextField({ props, id, label, hint }: { props: NodeBodyProps; id: string; label: string; hint?: string }) {
  return (
    <Field label={label} hint={hint}>
      <TextInput className="nodrag" value={textOf(props.values[id])} onChange={(text) => props.setValue(id, text)} />
    </Field>
  )
}

function EvaluatorBody(props: NodeBodyProps) {
  const { run } = props
  return (
    <>
      <TextField props={props} id="config" label="Config" />
      {run?.progress && (
        <>
          <div className="ev-row ev-num" style={{ fontSize: 12 }}>
            <b>{formatNumber(run.progress.done ?? 0)}</b>
            <span className="ev-muted">of {formatNumber(run.progress.total ?? 0)}</span>
          </div>
          <Progress label="Samples" value={run.progress.done ?? 0} max={run.progress.total} />
          <ScoreInterval
            label="rouge L"
            value={0.447}
            low={0.429}
            high={0.465}
            floor={0.22}
            n={842}
            onOpen={() => props.open('samples')}
          />
          <ScoreInterval label="f1" value={0.405} low={0.386} high={0.424} floor={0.18} n={842} />
        </>
      )}
    </>
  )
}

export const devViews: NodeViews = {
  'dataset-creator': {
    icon: Database,
    Body: (props) => <TextField props={props} id="file" label="Rows" hint="1,318" />,
    Footer: () => (
      <>
        <span className="ev-grow ev-ellipsis">prompt ← question · ideal ← answer</span>
        <span className="ev-faint">1.2 s</span>
      </>
    ),
    subtitle: () => 'support-answers/v3',
    badge: (_values, run) => (run?.state === 'done' ? { state: 'done', label: 'Uploaded' } : null),
    size: { bodyHeight: 50 },
  },
  'model-target': {
    icon: Box,
    Body: (props) => <TextField props={props} id="model" label="Model" hint="probed 4 min ago" />,
    Footer: () => (
      <>
        <Tag>stream</Tag>
        <Tag>logprobs</Tag>
        <Tag off>tools</Tag>
      </>
    ),
    size: { bodyHeight: 50 },
  },
  evaluator: {
    icon: Gauge,
    hue: 'config',
    Body: EvaluatorBody,
    Footer: (props) => (
      <>
        <Button size="small" icon={<Square aria-hidden />} onClick={props.stop}>
          Stop
        </Button>
        <span className="ev-grow" />
        <Button size="small" variant="link" onClick={() => props.open('samples')}>
          Open samples
        </Button>
      </>
    ),
    portText: (port, { inputs }) => inputs[port.id]?.[0]?.title,
    size: { bodyHeight: 50 },
  },
  'data-preparation': { icon: SlidersHorizontal },
  'existing-dataset': { icon: Link },
  results: { icon: ChartColumn },
  compare: { icon: GitCompare },
  gate: { icon: Flag },
  note: { icon: StickyNote, frame: 'note', Body: ({ values }) => <Markdown text={textOf(values['text'])} /> },
}
