import { expect, it } from 'vitest'
import { componentDefinitions, previewRows } from './index.ts'

it('does what the README says', async () => {
  const preview = await previewRows({ text: 'question,answer\n1+1?,2\nbroken row\n' })

  expect(preview.mapping).toEqual({ prompt: 'question', ideal_response: 'answer' })
  expect(preview.issues[0]).toMatchObject({
    row: 2,
    severity: 'error',
    message: expect.stringContaining('Found 1 cells, the header has 2.'),
  })
  expect(componentDefinitions.get('evaluator')?.inputs.map((port) => port.id)).toEqual(['dataset', 'target'])
})
