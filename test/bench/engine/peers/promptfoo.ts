/** promptfoo: one prompt, one provider, a test per row with an `equals` assertion. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { toPrompt } from '../rows.ts'
import { installNpm } from './install.ts'
import type { Peer, PeerRun } from './peer.ts'

const VERSION = '0.123.1'

const usual: Peer = {
  name: `promptfoo ${VERSION}`,
  required: 30,
  counts: [200, 1_200],
  install: () => installNpm('promptfoo', `promptfoo@${VERSION}`),
  toCommand: (run) => toCommand(run, []),
  isRight: (output, rows) => output.replaceAll(',', '').includes(`${rows} passed`),
}

export const promptfooPeers: readonly Peer[] = [
  usual,
  { ...usual, tuned: 'results not kept (--no-write)', toCommand: (run) => toCommand(run, ['--no-write']) },
]

function toCommand({ url, rows, concurrency, folder, installed }: PeerRun, more: readonly string[]) {
  const tests = join(folder, 'tests.jsonl')
  writeFileSync(
    tests,
    Array.from({ length: rows }, (_, row) => `${JSON.stringify({ vars: { prompt: toPrompt(row) } })}\n`).join(''),
  )
  const config = {
    description: 'bench',
    providers: [{ id: 'openai:chat:scripted', config: { apiBaseUrl: url, temperature: 0, max_tokens: 64 } }],
    prompts: ['{{prompt}}'],
    tests: `file://${tests}`,
    defaultTest: { assert: [{ type: 'equals', value: '{{prompt}}' }] },
  }
  const path = join(folder, 'promptfooconfig.json')
  writeFileSync(path, JSON.stringify(config))
  const entry = join(installed, 'node_modules/promptfoo/dist/src/entrypoint.js')
  const quiet = ['--no-cache', '--no-progress-bar', '--no-table'] // its cache would answer the second run
  return {
    file: process.execPath,
    args: [entry, 'eval', '-c', path, '-j', String(concurrency), ...quiet, ...more],
    env: {
      OPENAI_API_KEY: 'none',
      PROMPTFOO_CONFIG_DIR: folder,
      PROMPTFOO_DISABLE_TELEMETRY: '1',
      PROMPTFOO_DISABLE_UPDATE: '1',
      PROMPTFOO_DISABLE_REMOTE_GENERATION: '1',
    },
  }
}
