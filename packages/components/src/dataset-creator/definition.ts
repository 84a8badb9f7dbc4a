/** Dataset Creator: rows in, a dataset of the Data Store and Entity Store out. */
import type { ComponentDefinition } from '@evalflow/runner'
import type { ComponentServices } from '../services.ts'

export const datasetCreator: ComponentDefinition<ComponentServices> = {
  type: 'dataset-creator',
  version: 1,
  title: 'Dataset Creator',
  summary: 'Paste, file or wired rows → dataset',
  category: 'data',
  keywords: ['csv', 'json', 'jsonl', 'parquet', 'upload', 'rows', 'import', 'data'],
  icon: 'database',
  inputs: [
    { id: 'rows', type: 'rows', label: 'rows', help: 'Rows from another node; used instead of the source below.' },
  ],
  outputs: [{ id: 'dataset', type: 'dataset', label: 'dataset' }],
  fields: [
    {
      id: 'name',
      label: 'Dataset name',
      kind: 'text',
      required: true,
      placeholder: 'support-answers',
      maxLength: 96,
      help: 'Letters, digits, `-`, `_` and `.`.',
    },
    { id: 'source', label: 'Rows', kind: 'rows', help: 'Paste text, or choose a CSV, JSON, JSONL or Parquet file.' },
    {
      id: 'on_invalid',
      label: 'Rows with errors',
      kind: 'choice',
      default: 'stop',
      options: [
        { value: 'stop', label: 'Stop, upload nothing' },
        { value: 'skip', label: 'Leave them out, upload the rest' },
      ],
      advanced: true,
    },
    {
      id: 'mapping',
      label: 'Field mapping',
      kind: 'key-values',
      advanced: true,
      help: 'Target field to column. Empty means: find out.',
    },
    {
      id: 'version',
      label: 'Version',
      kind: 'text',
      default: 'v1',
      maxLength: 40,
      advanced: true,
      help: 'Folder inside the dataset; the runtime config carries it in its name.',
    },
    { id: 'namespace', label: 'Namespace', kind: 'text', advanced: true, placeholder: 'default' },
    { id: 'description', label: 'Description', kind: 'multiline', maxLength: 1000, advanced: true },
  ],
  run: async (context) => (await import('./run.ts')).runDatasetCreator(context),
}
