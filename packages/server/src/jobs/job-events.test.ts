import type { JobEvent } from '@evalflow/contract'
import { afterEach, describe, expect, it } from 'vitest'
import { type ScriptedEndpoint, startScriptedEndpoint } from '@evalflow/testkit'
import { type JobServer, startJobServer, toJob } from '../testing/test-job-server.ts'

let running: JobServer<ScriptedEndpoint>
afterEach(() => running.close())

const ROWS = 120
const start = async (delayMs: number) => {
  running = await startJobServer(
    ROWS,
    await startScriptedEndpoint({ script: ({ prompt }) => ({ text: `${prompt.replace(/\D+/g, '')}`, delayMs }) }),
  )
}
const launch = async () => (await running.nemo.evaluation.jobs.create(toJob(running.model))).id
const isEnd = (event: JobEvent) => event.type === 'end'

describe('live events of a job', () => {
  it('[E1][E2] tell growing scores with n and interval, and end with the result to the last digit', async () => {
    await start(40)
    const id = await launch()
    const events: JobEvent[] = []

    for await (const event of running.studio.jobCosts.events(id, { perSecond: 10 })) events.push(event)

    const pictures = events.flatMap((event) => (event.type === 'alert' ? [] : [event]))
    const last = pictures.at(-1)
    expect(pictures.filter(isEnd)).toHaveLength(1)
    expect(last).toMatchObject({ type: 'end', status: 'completed', progress: { done: ROWS, total: ROWS } })
    const early = pictures.find(({ progress }) => progress !== null && progress.done > 0 && progress.done < ROWS)
    expect(early?.progress?.scores.find(({ metric }) => metric === 'em')).toMatchObject({
      n: early?.progress?.done,
      unscored: 0,
      ci: { low: expect.any(Number), high: expect.any(Number) },
    })
    expect(early?.progress?.scores.find(({ score }) => score === 'corpus')).toMatchObject({ n: early?.progress?.done })
    const { tasks } = await running.nemo.evaluation.jobs.results(id)
    const stored = Object.entries(tasks?.['qa']?.metrics ?? {}).flatMap(([metric, { scores }]) =>
      Object.entries(scores ?? {}).map(([score, { value }]) => [metric, score, value]),
    )
    expect(last?.progress?.scores.map(({ metric, score, value }) => [metric, score, value])).toEqual(stored)
    expect(stored).not.toHaveLength(0)
    expect(last?.progress).toEqual((await running.studio.job(id)).progress)
  }, 30_000)

  it('[E3] go on after a broken connection and a restart of the server, without repeating', async () => {
    await start(60)
    const id = await launch()
    const seen: JobEvent[] = []
    let restarted: Promise<void> | undefined

    for await (const event of running.studio.jobCosts.events(id, { perSecond: 10 })) {
      seen.push(event)
      if (event.type === 'progress' && (event.progress?.done ?? 0) > 10) restarted ??= running.restart()
    }
    await restarted

    const numbers = seen.map(({ seq }) => seq)
    expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b))
    expect(seen.filter(isEnd)).toHaveLength(1)
    expect(seen.at(-1)).toMatchObject({ type: 'end', status: 'completed', progress: { done: ROWS } })
  }, 60_000)

  it('[E4] of an ended job are its end alone, and nothing to a reader that has seen it', async () => {
    await start(0)
    const id = await launch()
    const first: JobEvent[] = []
    for await (const event of running.studio.jobCosts.events(id)) first.push(event)
    const url = `${running.server.url}/api/jobs/${id}/events`

    const again: JobEvent[] = []
    for await (const event of running.studio.jobCosts.events(id)) again.push(event)
    const lastId = String(first.at(-1)?.seq)
    const nothing = await fetch(url, { headers: { 'last-event-id': lastId } })

    expect(again).toMatchObject([{ type: 'end', status: 'completed', progress: { done: ROWS } }])
    expect(nothing.status).toBe(204)
    for await (const event of running.studio.jobCosts.events(id, { after: Number(lastId) })) expect(event).toBeNull()
    expect((await fetch(`${running.server.url}/api/jobs/none/events`)).status).toBe(404)
  }, 30_000)
})
