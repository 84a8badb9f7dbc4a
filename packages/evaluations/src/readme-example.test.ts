import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { outcome } from './dev/readme-example.ts'

it('the example of the README is this one, and runs', () => {
  const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')

  expect(read('../README.md')).toContain(read('dev/readme-example.ts').trim())
  expect(outcome.tasks['qa']?.metrics?.['check']?.scores['string-check']?.value).toBe(1)
})
