import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { report } from './dev/readme-example.ts'

it('the example of the README is this one, and runs', () => {
  const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')

  expect(read('../README.md')).toContain(read('dev/readme-example.ts').trim())
  expect(report.f1).toBeCloseTo((0.5 + 1 + 0) / 3, 12)
  expect(report.interval?.method).toBe('t')
  expect(report.bleu).toBeGreaterThan(0)
})
