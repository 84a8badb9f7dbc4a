/** inspect-ai: a dataset, `generate()` and the `exact()` scorer. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { toPrompt } from '../rows.ts'
import { installPython } from './install.ts'
import type { Peer, PeerRun } from './peer.ts'

const VERSION = '0.3.285'

const usual: Peer = {
  name: `inspect-ai ${VERSION}`,
  required: 100,
  counts: [200, 800],
  install: () => installPython('inspect-ai', [`inspect-ai==${VERSION}`, 'openai']),
  toCommand: (run) => toCommand(run, []),
  isRight: (output) => /mean\s+1\.000/.test(output) || /mean: 1\.0/.test(output),
}

export const inspectPeers: readonly Peer[] = [
  usual,
  {
    ...usual,
    tuned: 'no display, no real-time log',
    toCommand: (run) => toCommand(run, ['--display', 'log', '--no-log-realtime']),
  },
]

const TASK = `from inspect_ai import Task, task
from inspect_ai.dataset import FieldSpec, json_dataset
from inspect_ai.scorer import exact
from inspect_ai.solver import generate


@task
def bench_echo(rows: str):
    dataset = json_dataset(rows, FieldSpec(input="prompt", target="prompt"))
    return Task(dataset=dataset, solver=generate(), scorer=exact())
`

function toCommand({ url, rows, concurrency, folder, installed }: PeerRun, more: readonly string[]) {
  const data = join(folder, 'rows.jsonl')
  writeFileSync(
    data,
    Array.from({ length: rows }, (_, row) => `${JSON.stringify({ prompt: toPrompt(row) })}\n`).join(''),
  )
  const task = 'bench_echo.py' // it takes no absolute path
  writeFileSync(join(folder, task), TASK)
  const model = ['--model', 'openai-api/local/scripted', '--max-connections', String(concurrency)]
  const sampling = ['--temperature', '0', '--max-tokens', '64']
  return {
    file: join(installed, 'bin/inspect'),
    args: ['eval', task, '-T', `rows=${data}`, ...model, ...sampling, '--log-dir', join(folder, 'logs'), ...more],
    env: { LOCAL_API_KEY: 'none', LOCAL_BASE_URL: url },
  }
}
