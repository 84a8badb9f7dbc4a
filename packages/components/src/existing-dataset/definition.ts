/** Existing Dataset: one dataset of the store, as it is. */
import type { ComponentDefinition } from '@evalflow/runner'
import { ComponentError } from '../errors.ts'
import { findDatasetValue } from '../dataset-lookup.ts'
import type { ComponentServices } from '../services.ts'
import { toDatasetValue } from '../values.ts'

export const existingDataset: ComponentDefinition<ComponentServices> = {
  type: 'existing-dataset',
  version: 1,
  title: 'Existing Dataset',
  summary: 'Pick from the data store',
  category: 'data',
  keywords: ['dataset', 'stored', 'pick', 'entity store', 'hugging face'],
  icon: 'link',
  inputs: [],
  outputs: [{ id: 'dataset', type: 'dataset', label: 'dataset' }],
  fields: [{ id: 'dataset', label: 'Dataset', kind: 'picker', source: 'datasets', required: true }],
  run: async ({ values, services }) => {
    const ref = values['dataset']
    if (typeof ref !== 'string' || ref === '')
      throw new ComponentError('dataset_missing', 'No dataset is chosen. Pick one from the list.', { field: 'dataset' })
    return { dataset: toDatasetValue(await findDatasetValue(ref, services, 'dataset')) }
  },
}
