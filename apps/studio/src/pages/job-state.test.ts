import { expect, it } from 'vitest'
import type { JobItem } from '@evalflow/contract'
import { jobCommands } from './job-state.ts'

const commands = (status: string, progress: JobItem['progress'] = null) => jobCommands({ status, progress })

it.each([
  ['created', ['pause']],
  ['running', ['pause']],
  ['cancelling', []],
  ['completed', ['extend']],
  ['failed', ['resume', 'extend']],
  ['cancelled', ['resume', 'extend']],
  ['something of a newer server', []],
])('offers for a job that is %s: %j', (status, offered) => {
  expect(commands(status)).toEqual(offered)
})
