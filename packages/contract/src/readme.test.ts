import { expect, it } from 'vitest'
import { evaluationConfigSchema, findRef, recordedAnswers, routes } from './index.ts'

it('runs the example of the README', () => {
  const config = evaluationConfigSchema.parse(recordedAnswers.configSimilarity)
  const dataset = config.tasks?.['my-similarity-metrics-task']?.dataset

  expect(typeof dataset === 'object' ? dataset?.files_url : dataset).toContain('inputs.jsonl')
  expect(routes.configs.get.path).toBe('/v1/evaluation/configs/{namespace}/{name}')
  expect(findRef('default/qa')).toEqual({ namespace: 'default', name: 'qa' })
})
