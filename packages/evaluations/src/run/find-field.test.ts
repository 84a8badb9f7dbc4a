import { expect, it } from 'vitest'
import { findFieldOf } from './find-field.ts'

const task = {
  params: { template: { messages: [{ content: 'question {{ item.question }}' }, { content: '{{ item["hint"] }}' }] } },
  metrics: { em: { params: { ground_truth: '{{ q }}' } } },
}

it.each([
  ['question', 'task.params.template.messages.0.content'],
  ['hint', 'task.params.template.messages.1.content'],
  ['q', 'task.metrics.em.params.ground_truth'],
  ['answer', 'task'],
])('finds the template that names %s', (column, path) => {
  expect(findFieldOf(column, task, 'task')).toBe(path)
})
