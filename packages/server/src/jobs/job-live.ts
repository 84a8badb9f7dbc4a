/**
 * Live pictures of jobs, for readers of `GET /api/jobs/{id}/events` (rules E1 to E4 in the contract's `job-events.ts`).
 *
 * A job publishes its newest picture; each reader takes the newest when it is due, so a slow reader or a fast job costs
 * one picture and no queue. Nothing is folded here: a picture is what the run has counted anyway.
 */
import type { EvaluationStatusDetails, JobAlert, JobEvent, JobItem } from '@evalflow/contract'
import { jobProgressSchema } from '@evalflow/contract'

export type JobPicture = Extract<JobEvent, { type: 'progress' | 'end' }>
type AlertEvent = Extract<JobEvent, { type: 'alert' }>

interface Channel {
  picture: JobPicture | undefined
  alerts: AlertEvent[]
  readers: Set<() => void>
  seq: number
}

const ENDED: ReadonlySet<string> = new Set(['completed', 'failed', 'cancelled'])

export type JobLive = ReturnType<typeof createJobLive>

export function createJobLive({ now }: { now: () => Date }) {
  const channels = new Map<string, Channel>()
  const closing = new AbortController()

  function channelOf(jobId: string): Channel {
    let channel = channels.get(jobId)
    if (!channel) channels.set(jobId, (channel = { picture: undefined, alerts: [], readers: new Set(), seq: 0 }))
    return channel
  }

  /** A clock that never stands still, so that it also grows over a restart (E3). */
  const nextSeq = (channel: Channel, least = 0) => (channel.seq = Math.max(channel.seq + 1, now().getTime() + least))

  function wake(jobId: string, channel: Channel): void {
    for (const reader of channel.readers) reader()
    if (channel.readers.size === 0 && channel.picture?.type === 'end') channels.delete(jobId)
  }

  return {
    /** The newest picture; one of an ended job closes its readers. */
    publish(jobId: string, status: string, details: EvaluationStatusDetails): void {
      const channel = channelOf(jobId)
      const progress = jobProgressSchema.safeParse(details['evalflow'])
      const type = ENDED.has(status) ? 'end' : 'progress'
      channel.picture = {
        type,
        seq: nextSeq(channel, type === 'end' ? 1 : 0),
        at: now().toISOString(),
        status,
        message: details.message ?? null,
        progress: progress.success ? progress.data : null,
        paused: details['paused'] === true,
      }
      wake(jobId, channel)
    },

    alert(jobId: string, alert: JobAlert): void {
      const channel = channelOf(jobId)
      channel.alerts.push({ type: 'alert', seq: nextSeq(channel), at: alert.at, alert })
      wake(jobId, channel)
    },

    /**
     * Pictures after `after`, no two closer than `gapMs`, until the job ends, the reader leaves or the server closes.
     * `item` is the job as stored, for a reader that comes before the first picture or after the end.
     */
    async *follow(item: JobItem, { after, gapMs, signal: gone }: FollowOptions): AsyncGenerator<JobEvent> {
      const signal = AbortSignal.any([gone, closing.signal])
      const channel = channelOf(item.id)
      const first = channel.picture ?? fromItem(item)
      let seen = after
      let wakeUp = () => {}
      const reader = () => wakeUp()
      channel.readers.add(reader)
      signal.addEventListener('abort', reader)
      try {
        const known = allAlerts(item, channel.alerts)
        let told = channel.alerts.length
        for (const event of known) if (event.seq > seen) yield event
        if (first.seq > seen || first.type === 'end') {
          seen = Math.max(seen, first.seq)
          yield first
          if (first.type === 'end') return
          await sleep(gapMs, signal)
        }
        while (!signal.aborted) {
          for (; told < channel.alerts.length; told++) {
            const alert = channel.alerts[told]
            if (alert) yield alert
          }
          const { picture } = channel
          if (picture && picture.seq > seen) {
            seen = picture.seq
            yield picture
            if (picture.type === 'end') return
            await sleep(gapMs, signal)
            continue
          }
          await new Promise<void>((resolve) => {
            wakeUp = resolve
            if (signal.aborted || (channel.picture?.seq ?? 0) > seen || told < channel.alerts.length) resolve()
          })
        }
      } finally {
        channel.readers.delete(reader)
        signal.removeEventListener('abort', reader)
        if (channel.readers.size === 0 && (channel.picture === undefined || channel.picture.type === 'end'))
          channels.delete(item.id)
      }
    },

    /** Ends every reader without an `end`: they come back when the server does. */
    close(): void {
      closing.abort()
    },
  }
}

export interface FollowOptions {
  after: number
  gapMs: number
  signal: AbortSignal
}

/** Of a job whose pictures are not in memory; `seq` is the same at each reading. */
export function fromItem(item: JobItem): JobPicture {
  const { status, message, progress, updated_at: at } = item
  const type = ENDED.has(status) ? 'end' : 'progress'
  // one more than any picture of the same millisecond
  const seq = toSeq(at) + (type === 'end' ? 1 : 0)
  return { type, seq, at, status, message, progress, paused: item.paused ?? false }
}

/** Those kept with the job, and those that came since it was read. */
function allAlerts(item: JobItem, fresh: readonly AlertEvent[]): AlertEvent[] {
  const stored = (item.alerts ?? []).map((alert): AlertEvent => ({
    type: 'alert',
    seq: toSeq(alert.at),
    at: alert.at,
    alert,
  }))
  const isKnown = ({ alert }: AlertEvent) =>
    stored.some(({ alert: old }) => old.at === alert.at && old.scope === alert.scope && old.share === alert.share)
  return [...stored, ...fresh.filter((event) => !isKnown(event))]
}

const toSeq = (at: string) => Math.max(0, Date.parse(at) || 0)

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms)
    function done() {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    signal.addEventListener('abort', done, { once: true })
    if (signal.aborted) done()
  })
}
