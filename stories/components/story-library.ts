/** What Config Manager's own views would be answered, written down. */
import type { StudioPort } from '@evalflow/components/react'
import { pageOf } from './story-port.ts'

type Library = StudioPort['configLibrary']
const AT = '2026-05-31T12:00:00.000Z'
const DAY_BEFORE = '2026-05-30T12:00:00.000Z'

const answers: Partial<Library> = {
  fit: async () => ({
    templates: [
      { ref: 'default/support_template', type: 'custom', version: 2, needs: ['prompt', 'ideal_response'] },
      { ref: 'default/judge_template', type: 'llm_as_a_judge', version: 1, needs: ['question'] },
    ],
    datasets: [
      {
        ref: 'default/tickets',
        files_url: 'hf://datasets/default/tickets',
        columns: ['prompt', 'ideal_response'],
        records: 120,
      },
      { ref: 'default/faq', files_url: 'hf://datasets/default/faq', columns: ['question'], records: 2_000_000 },
      { ref: 'default/unread', files_url: 'hf://datasets/default/unread', columns: null, records: null },
    ],
    cells: [
      [
        { fits: true, reasons: [] },
        { fits: false, reasons: ['Columns prompt and ideal_response are missing.'] },
        { fits: null, reasons: ['Its columns are not known yet.'] },
      ],
      [
        { fits: false, reasons: ['Column question is missing.'] },
        { fits: true, reasons: [] },
        { fits: null, reasons: ['Its columns are not known yet.'] },
      ],
    ],
    pagination: { templates: pageOf([1, 2]).pagination, datasets: pageOf([1, 2, 3]).pagination },
  }),
  batches: async () =>
    pageOf([
      {
        id: 'batch-0001',
        template: 'default/support_template',
        target: 'smollm2-135m-instruct',
        state: 'running' as const,
        counts: { total: 240, waiting: 120, running: 8, done: 100, failed: 4, left_out: 8, cancelled: 0 },
        rate_per_minute: 14,
        eta_seconds: 540,
        created_at: AT,
        finished_at: null,
      },
      {
        id: 'batch-0000',
        template: 'default/judge_template',
        target: null,
        state: 'partly' as const,
        counts: { total: 12, waiting: 0, running: 0, done: 10, failed: 2, left_out: 0, cancelled: 0 },
        rate_per_minute: null,
        eta_seconds: null,
        created_at: DAY_BEFORE,
        finished_at: DAY_BEFORE,
      },
    ]),
  cleanupRules: async () => ({
    enabled: true,
    every_hours: 24,
    rules: [{ unused_days: 30 }, { template: 'default/support_template', older_than_days: 7 }],
    last_run_at: DAY_BEFORE,
    next_run_at: '2026-06-01T18:00:00.000Z',
  }),
  removals: async () =>
    pageOf([
      {
        id: 2,
        config: 'default/support_dataset_old',
        kind: 'runtime' as const,
        template: 'default/support_template',
        by: 'rule' as const,
        reason: 'Not used for 41 days.',
        removed_at: DAY_BEFORE,
        restored_at: null,
      },
    ]),
  usage: async () =>
    pageOf([
      {
        template: 'default/support_template',
        exists: true,
        runs: 412,
        completed: 390,
        failed: 20,
        cancelled: 2,
        unfinished: 0,
        datasets: 31,
        failure_rate: 20 / 410,
        first_run_at: '2026-02-01T12:00:00.000Z',
        last_run_at: AT,
        weeks: [1, 4, 9, 12, 40, 38, 21, 60, 55, 71, 48, 53],
      },
    ]),
}
const nothing: Partial<Library> = {
  fit: async () => ({
    templates: [],
    datasets: [],
    cells: [],
    pagination: { templates: pageOf([]).pagination, datasets: pageOf([]).pagination },
  }),
  batches: async () => pageOf([]),
  cleanupRules: async () => ({ enabled: false, every_hours: 24, rules: [], last_run_at: null, next_run_at: null }),
  removals: async () => pageOf([]),
  usage: async () => pageOf([]),
}

const standingFor = (known: Partial<Library>, rest: () => Promise<never>): Library =>
  // a library has many methods and a view asks few; the proxy stands for the rest
  new Proxy(known, { get: (all, name) => Reflect.get(all, name) ?? rest }) as Library

const unasked = () => Promise.reject(new Error('No story answers that.'))
export const filledLibrary = standingFor(answers, unasked)
export const emptyLibrary = standingFor(nothing, unasked)
export const libraryThat = (rest: () => Promise<never>): Library => standingFor({}, rest)
