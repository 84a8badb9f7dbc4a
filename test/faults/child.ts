/** The process that gets killed: `node child.ts <url> <journal> <rows> <parallelism>`; prints `started`, then `done`. */
import { openJournal, runSamples } from '@evalflow/engine'
import { createPipeline, TASK, toSamples } from './pipeline.ts'

const [url = '', path = '', rows = '0', parallelism = '1'] = process.argv.slice(2)
const journal = openJournal(path)
console.log('started')
const summary = await runSamples({
  tasks: [
    {
      name: TASK,
      pipeline: createPipeline(url),
      samples: toSamples(Number(rows)),
      total: Number(rows),
      fingerprint: 'faults-1',
    },
  ],
  journal,
  // short waits: the kills, not the back-off, are the subject
  policy: {
    parallelism: Number(parallelism),
    maxRetries: 20,
    baseDelayMs: 5,
    maxDelayMs: 50,
    timeoutMs: 1_000,
    breakerPauseMs: 20,
  },
})
journal.close()
console.log(`done ${summary.state} ${summary.done} ${summary.failed}`)
process.exit(0)
