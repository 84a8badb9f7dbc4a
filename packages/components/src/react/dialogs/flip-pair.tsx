/** One row that turned: what both runs answered, side by side, with a way to all samples of each. */
import { Button } from '@evalflow/ui'
import { useQuery } from '@tanstack/react-query'
import type { Comparison } from '@evalflow/contract'
import { ListState } from '../list-state.tsx'
import { useT } from '../messages.ts'
import { useStudioPort } from '../port.ts'

type Run = Comparison['baseline']
export type Flip = NonNullable<Comparison['candidates'][number]['metrics'][number]['flips']>['right_to_wrong'][number]

export function FlipPair(props: { baseline: Run; candidate: Run; flip: Flip; onClose: () => void }) {
  const t = useT()
  const { baseline, candidate, flip, onClose } = props
  return (
    <div className="evc-pair">
      <Side run={baseline} task={flip.baseline_task} index={flip.index} />
      <Side run={candidate} task={flip.task} index={flip.index} />
      <span>
        <Button size="small" onClick={onClose}>
          {t('close')}
        </Button>
      </span>
    </div>
  )
}

function Side({ run, task, index }: { run: Run; task: string; index: number }) {
  const t = useT()
  const port = useStudioPort()
  const query = useQuery({
    queryKey: ['sample', run.job_id, task, index],
    queryFn: ({ signal }) => port.getSample(run.job_id, task, index, signal),
  })
  return (
    <section className="ev-stack" style={{ gap: 6 }} aria-label={run.label}>
      <a
        href={`/jobs/${encodeURIComponent(run.job_id)}?tab=samples&sample=${encodeURIComponent(`${task}:${index}`)}`}
        target="_blank"
        rel="noreferrer"
        className="evc-link"
      >
        {run.label} · {t('sampleRow', { row: index + 1 })}
      </a>
      <ListState query={query} lines={3}>
        {(sample) => (
          <>
            <pre className="evc-json">{toText(sample.answer)}</pre>
            <span className="ev-muted ev-num">
              {Object.entries(sample.scores)
                .map(([name, score]) => `${name} ${score ?? '–'}`)
                .join(' · ')}
            </span>
          </>
        )}
      </ListState>
    </section>
  )
}

const toText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value, null, 2))
