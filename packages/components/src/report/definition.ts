/** Report: results as files that can be kept, sent and opened offline. */
import type { ComponentDefinition } from '@evalflow/runner'
import type { ComponentServices } from '../services.ts'

export const report: ComponentDefinition<ComponentServices> = {
  type: 'report',
  version: 1,
  title: 'Report',
  summary: 'HTML, Markdown, CSV, JSON to keep',
  category: 'results',
  keywords: ['export', 'html', 'markdown', 'csv', 'json', 'jsonl', 'parquet', 'download', 'share', 'document'],
  icon: 'file-text',
  inputs: [
    { id: 'results', type: 'result', label: 'results', list: true, required: true },
    { id: 'comparison', type: 'any', label: 'comparison', help: 'From Compare Runs.' },
  ],
  outputs: [{ id: 'text', type: 'text', label: 'text', help: 'The report as Markdown.' }],
  fields: [
    { id: 'title', label: 'Title', kind: 'text', placeholder: 'Evaluation report', maxLength: 200 },
    {
      id: 'formats',
      label: 'Files',
      kind: 'multichoice',
      required: true,
      default: ['html'],
      options: [
        { value: 'html', label: 'HTML' },
        { value: 'md', label: 'Markdown' },
        { value: 'csv', label: 'CSV' },
        { value: 'json', label: 'JSON' },
        { value: 'jsonl', label: 'Samples (JSONL)' },
        { value: 'parquet', label: 'Samples (Parquet)' },
      ],
    },
    {
      id: 'notes',
      label: 'Notes',
      kind: 'multiline',
      maxLength: 10_000,
      advanced: true,
      help: 'Shown below the title.',
    },
    {
      id: 'wrong_samples',
      label: 'Samples that were not right',
      kind: 'number',
      integer: true,
      min: 0,
      max: 500,
      default: 20,
      advanced: true,
      help: 'Shown per result, with prompt, answer and reference. 0 for none.',
    },
  ],
  run: async (context) => (await import('./run.ts')).runReport(context),
}
