import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { errorDocs } from '../../scripts/error-docs.ts'
import { ROOT } from './imports.ts'

it('docs/ERRORS.md lists every error code as the packages have it (node scripts/error-docs.ts writes it)', () => {
  expect(readFileSync(join(ROOT, 'docs/ERRORS.md'), 'utf8')).toBe(errorDocs())
})
