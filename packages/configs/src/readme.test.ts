import { expect, it } from 'vitest'
import { createConfigBody, injectDataset, toDatasetId, toRuntimeName } from './index.ts'

it('the example of the README runs', () => {
  const task = { type: 'data', metrics: { em: { type: 'em', params: { ground_truth: '{{item.answer}}' } } } }
  const template = createConfigBody({
    name: 'qa',
    namespace: 'default',
    class: 'template',
    parts: { type: 'custom', task },
  })

  const url = 'hf://datasets/default/tickets/v1'
  const name = toRuntimeName(template.name, toDatasetId(url))
  const config = injectDataset({ type: 'custom', tasks: { template_task: { type: 'data' } } }, { files_url: url })

  expect(name).toBe('qa_dataset_tickets_v1')
  expect(config.tasks?.['template_task']?.dataset).toEqual({ files_url: url })
})
