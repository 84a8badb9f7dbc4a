import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createJournal } from '../run/test-job.ts'
import { type Journal, openJournal } from './journal.ts'
import type { SampleQuery } from './sample-query.ts'
import { rowFlags } from './schema.ts'

interface Row {
  index: number
  score: number | null
  flags: number
  answer: string
  level: string
}

function append(journal: Journal, { index, score, flags, answer, level }: Row): void {
  const rows = journal.beginTask('qa', 'f', 'error')
  const figures = { durationMs: 1, ttftMs: null, promptTokens: 1, completionTokens: 2 }
  const record = { id: `${index}`, prompt: 'p', answer, reference: 'r', unscored: {}, attempts: [] }
  journal.appendOutcome(
    {
      taskNo: rows.no,
      index,
      flags,
      hash: 'h',
      scores: JSON.stringify({ 'm.s': score }),
      ...figures,
      record: JSON.stringify(record),
      item: JSON.stringify({ level }),
    },
    () => {},
  )
  journal.flush()
}

const QUERIES: SampleQuery[] = [
  { sort: '-qa.m.s', pageSize: 4, page: 2 },
  { sort: 'qa.m.s', filter: 'wrong' },
  { sort: '-index', pageSize: 3 },
  { category: { column: 'level', value: 'b' } },
  { search: 'YE', category: { column: 'level', value: 'a' }, sort: 'qa.m.s' },
]

const toRow = (index: number, score: number | null): Row => ({ index, score, flags: 0, answer: 'yes', level: 'a' })

const rowArbitrary = fc.record({
  index: fc.integer({ min: 0, max: 40 }),
  score: fc.option(fc.constantFrom(0, 0.5, 1)),
  flags: fc.constantFrom(0, rowFlags.wrong, rowFlags.failed),
  answer: fc.constantFrom('yes', 'no'),
  level: fc.constantFrom('a', 'b'),
})
const stepArbitrary = fc.oneof(
  { weight: 8, arbitrary: rowArbitrary },
  { weight: 1, arbitrary: fc.constantFrom<'forget' | 'reopen'>('forget', 'reopen') },
)

it('[J7] gives the pages a fresh scan gives, whatever was added, replaced or taken back since', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(stepArbitrary, { maxLength: 25 }), async (steps) => {
      let journal = createJournal()
      for (const step of steps) {
        if (step === 'forget') journal.forgetFailed()
        else if (step === 'reopen') {
          journal.close()
          journal = openJournal(journal.path)
        } else append(journal, step)
        for (const query of QUERIES) expect(await journal.findSamples(query)).toEqual(journal.listSamples(query))
      }
      journal.close()
    }),
    {
      numRuns: 15,
      // a query of a task that was not there yet
      examples: [[['forget', toRow(0, null), toRow(1, 0)]]],
    },
  )
}, 60_000)
