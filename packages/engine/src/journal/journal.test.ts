import { statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { createJournal } from '../run/test-job.ts'
import { type Journal, openJournal, openJournalAside } from './journal.ts'
import { rowFlags } from './schema.ts'

function append(
  journal: Journal,
  index: number,
  more: { flags?: number; score?: number | null; answer?: string; task?: string } = {},
): void {
  const rows = journal.beginTask(more.task ?? 'qa', 'f', 'error')
  const record = {
    id: `r${index}`,
    prompt: `ask ${index}`,
    answer: more.answer ?? 'x',
    reference: 'y',
    unscored: {},
    error: null,
    served_by: 'm',
    cached: false,
    attempts: [],
    queue_ms: 0,
  }
  journal.appendOutcome(
    {
      taskNo: rows.no,
      index,
      flags: more.flags ?? 0,
      hash: `h${index}`,
      scores: JSON.stringify({ 'm.s': more.score === undefined ? index : more.score }),
      durationMs: 1,
      ttftMs: null,
      promptTokens: 1,
      completionTokens: 2,
      record: JSON.stringify(record),
      item: JSON.stringify({ q: index }),
    },
    () => {},
  )
}

const indices = (journal: Journal, query: Parameters<Journal['listSamples']>[0]) =>
  journal.listSamples(query).data.map((row) => row.index)

describe('Journal', () => {
  it('[J2] shows a row only once it is committed', async () => {
    const journal = createJournal()
    append(journal, 0)

    expect(journal.counts().done).toBe(0)
    await new Promise((resolve) => setTimeout(resolve, 5))

    expect(journal.counts().done).toBe(1)
    expect(journal.getSample('qa', 0)).toMatchObject({
      task: 'qa',
      index: 0,
      status: 'ok',
      prompt: 'ask 0',
      scores: { 'm.s': 0 },
      item: { q: 0 },
    })
  })

  it('[J7] pages in row order over tasks, whatever the order of arrival', () => {
    const journal = createJournal()
    for (const index of [7, 2, 9, 0, 4]) append(journal, index)
    for (const index of [1, 0]) append(journal, index, { task: 'other' })
    journal.flush()

    expect(journal.listSamples({ page: 2, pageSize: 3 })).toMatchObject({
      data: [
        { task: 'qa', index: 7 },
        { task: 'qa', index: 9 },
        { task: 'other', index: 0 },
      ],
      pagination: { page: 2, page_size: 3, current_page_size: 3, total_pages: 3, total_results: 7 },
    })
    expect(indices(journal, { task: 'other' })).toEqual([0, 1])
  })

  it('filters by wrong, failed and unscored, alone and with a search', () => {
    const journal = createJournal()
    append(journal, 0)
    append(journal, 1, { flags: rowFlags.wrong, answer: 'say "no" at 100%' })
    append(journal, 2, { flags: rowFlags.failed })
    append(journal, 3, { flags: rowFlags.partly | rowFlags.wrong, score: null })
    journal.flush()

    expect(indices(journal, { filter: 'wrong' })).toEqual([1, 3])
    expect(indices(journal, { filter: 'failed' })).toEqual([2])
    expect(indices(journal, { filter: 'unscored' })).toEqual([3])
    expect(indices(journal, { search: 'SAY "no" at 100%' })).toEqual([1])
    expect(indices(journal, { search: '100_' })).toEqual([])
    expect(indices(journal, { search: 'ask', filter: 'wrong' })).toEqual([1, 3])
  })

  it('sorts by a score of a task, unscored rows last', () => {
    const journal = createJournal()
    for (const [index, score] of [0.5, null, 0.9, 0.1].entries()) append(journal, index, { score, task: 'a.b' })
    append(journal, 0, { task: 'a' })
    journal.flush()

    expect(indices(journal, { sort: '-a.b.m.s' })).toEqual([2, 0, 3, 1])
    expect(indices(journal, { sort: 'a.b.m.s', pageSize: 2 })).toEqual([3, 0])
  })

  it('cuts long texts in lists, not in a row asked for by itself', () => {
    const journal = createJournal()
    append(journal, 0, { answer: 'x'.repeat(1000) })
    journal.flush()

    expect(journal.listSamples().data[0]?.answer).toBe(`${'x'.repeat(400)}…`)
    expect(journal.getSample('qa', 0)?.answer).toBe('x'.repeat(1000))
  })

  it('finds everything again after it was closed', async () => {
    const journal = createJournal()
    for (let index = 0; index < 1200; index++) append(journal, index, { flags: index % 10 === 0 ? rowFlags.wrong : 0 })
    journal.setMeta('spent', '42')
    const scores = [{ task: 'qa', key: 'm.s', n: 1200, mean: 599.5, min: 0, max: 1199 }]
    journal.flush()
    expect(await journal.scores()).toMatchObject(scores)
    journal.close()

    const again = openJournal(journal.path)
    expect(again.counts()).toEqual({ done: 1200, ok: 1200, partly: 0, failed: 0, wrong: 120 })
    expect(await again.scores()).toMatchObject(scores)
    expect(again.getMeta('spent')).toBe('42')
    expect([...again.samples('qa')].map((row) => row.index)).toEqual(Array.from({ length: 1200 }, (_, index) => index))
    again.close()
  })

  it('folds the scores of many rows in turns, between which other work goes on', async () => {
    const journal = createJournal()
    const rows = 200_000
    for (let index = 0; index < rows; index++) {
      append(journal, index)
      if (index % 5_000 === 0) journal.flush()
    }
    journal.flush()
    let turns = 0
    let longestMs = 0
    let isFolding = true
    let lastMs = performance.now()
    const watch = () => {
      turns++
      longestMs = Math.max(longestMs, performance.now() - lastMs)
      lastMs = performance.now()
      if (isFolding) setImmediate(watch)
    }
    setImmediate(watch)

    const beganMs = performance.now()
    const [score] = await journal.scores()
    const tookMs = performance.now() - beganMs
    isFolding = false

    expect(score).toMatchObject({ n: rows, mean: (rows - 1) / 2 })
    // a turn per 5,000 rows; how long one takes is the machine's, that none takes most of the whole is not
    expect(turns).toBeGreaterThanOrEqual(rows / 5_000 - 1)
    expect(longestMs).toBeLessThan(tookMs / 2)
  })

  it('refuses a closed journal and a file of another format', () => {
    const journal = createJournal()
    journal.close()
    expect(() => journal.listSamples()).toThrow(expect.objectContaining({ code: 'journal_closed' }))

    const database = new DatabaseSync(journal.path)
    database.exec("UPDATE meta SET value = '99' WHERE name = 'format'")
    database.close()

    expect(() => openJournal(journal.path)).toThrow(expect.objectContaining({ code: 'journal_unreadable' }))
  })

  it('[J7] searches and sorts in a thread of its own as it would at once', async () => {
    const journal = createJournal()
    for (let index = 0; index < 50; index++) append(journal, index, { score: (index * 7) % 11 })
    journal.flush()

    const queries = [
      { sort: '-qa.m.s', page: 2, pageSize: 10 },
      { search: 'ASK 4', sort: 'qa.m.s' },
      { search: 'nowhere' },
    ]

    for (const query of queries) expect(await journal.findSamples(query)).toEqual(journal.listSamples(query))
    expect((await journal.findSamples({ search: 'ask 4' })).pagination.total_results).toBe(11)
  })

  it('[J9] trusts stored row sets only if nothing was written since', async () => {
    const journal = createJournal()
    for (let index = 0; index < 70; index++) append(journal, index, { flags: index % 7 === 0 ? rowFlags.failed : 0 })
    journal.close()
    const killed = openJournal(journal.path)
    append(killed, 70, { flags: rowFlags.wrong })
    killed.flush()

    // opened while the writer has not closed: as after a kill
    const again = await openJournalAside(journal.path)

    expect(again.counts()).toEqual({ done: 71, ok: 61, partly: 0, failed: 10, wrong: 1 })
    expect(indices(again, { filter: 'wrong' })).toEqual([70])
    again.close()
    killed.close()
    const last = openJournal(journal.path)
    expect(last.counts()).toEqual({ done: 71, ok: 61, partly: 0, failed: 10, wrong: 1 })
    last.close()
  })

  it('[J10] lets the thread copy a long log, and loses no row that comes meanwhile', async () => {
    const journal = createJournal()
    let committed = 0
    for (let index = 0; index < 400; index++) {
      const rows = journal.beginTask('qa', 'f', 'error')
      const record = JSON.stringify({ id: `${index}`, prompt: 'x'.repeat(60_000), unscored: {}, attempts: [] })
      const figures = { durationMs: 1, ttftMs: null, promptTokens: null, completionTokens: null }
      const row = { taskNo: rows.no, index, flags: 0, hash: 'h', scores: '{}', ...figures, record, item: '{}' }
      journal.appendOutcome(row, () => committed++)
      await new Promise((resolve) => setImmediate(resolve))
    }

    await expect.poll(() => committed).toBe(400)
    await expect.poll(() => statSync(journal.path).size, { timeout: 5_000 }).toBeGreaterThan(10_000_000)
    expect(journal.counts().done).toBe(400)
  })

  it('forgets failed rows for good, and only those', () => {
    const journal = createJournal()
    for (let index = 0; index < 6; index++) append(journal, index, { flags: index % 3 === 0 ? rowFlags.failed : 0 })

    expect(journal.forgetFailed()).toBe(2)
    journal.close()

    const again = openJournal(journal.path)
    expect(indices(again, {})).toEqual([1, 2, 4, 5])
    expect(again.counts()).toMatchObject({ done: 4, failed: 0 })
    again.close()
  })
})
