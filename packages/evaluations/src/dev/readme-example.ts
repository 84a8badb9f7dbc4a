import { type EvaluationServices, planLive, runLive } from '@evalflow/evaluations'

const services: EvaluationServices = {
  openDataset: () => Promise.reject(new Error('these rows are inline')),
  resolveModel: () => Promise.reject(new Error('no model is asked')),
}
const check = { type: 'string-check', params: { check: ['{{ output }}', 'contains', '{{ item.expected }}'] } }
const config = { type: 'custom', tasks: { qa: { type: 'data', metrics: { check } } } }
const target = { type: 'rows', rows: [{ output: 'It is Paris.', expected: 'Paris' }] }

export const outcome = await runLive(await planLive({ config, target, services }))
