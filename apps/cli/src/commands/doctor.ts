/** `evalflow doctor`: checks what the product needs here, and says what to do about what is missing. */
import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, mkdirSync, readFileSync, statfsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { createInference } from '@evalflow/models'
import { EXIT } from '../exit-codes.ts'

interface Finding {
  ok: boolean
  what: string
  found: string
  remedy?: string
}

export async function doctor(options: { dataDir?: string }): Promise<number> {
  const dataDir = options.dataDir ?? join(homedir(), '.evalflow')
  const findings = [
    checkNode(),
    checkDataDir(dataDir),
    checkSpace(dataDir),
    checkLock(dataDir),
    ...(await checkModels()),
    checkSandbox(),
  ]
  for (const { ok, what, found, remedy } of findings) {
    process.stdout.write(`${ok ? 'ok  ' : 'MISS'}  ${what}: ${found}\n`)
    if (!ok && remedy) process.stdout.write(`      ${remedy}\n`)
  }
  return findings.every(({ ok }) => ok) ? EXIT.ok : EXIT.partial
}

function checkNode(): Finding {
  const ok = Number(process.versions.node.split('.')[0]) >= 24
  return { ok, what: 'Node', found: process.version, remedy: 'Use Node 24 or newer; in a clone "npm start" brings it.' }
}

function checkDataDir(dataDir: string): Finding {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    accessSync(dataDir, constants.W_OK)
    return { ok: true, what: 'Data directory', found: dataDir }
  } catch (error) {
    const found = `${dataDir}: ${error instanceof Error ? error.message : String(error)}`
    return {
      ok: false,
      what: 'Data directory',
      found,
      remedy: 'Give one you can write to: --data-dir or EVALFLOW_DATA_DIR.',
    }
  }
}

function checkSpace(dataDir: string): Finding {
  if (!existsSync(dataDir)) return { ok: false, what: 'Free space', found: 'unknown' }
  const { bavail, bsize } = statfsSync(dataDir)
  const gigabytes = (bavail * bsize) / 1024 ** 3
  return {
    ok: gigabytes >= 1,
    what: 'Free space',
    found: `${gigabytes.toFixed(1)} GB`,
    remedy: 'Free 1 GB, or use another data directory.',
  }
}

function checkLock(dataDir: string): Finding {
  const lock = join(dataDir, 'lock')
  const found = existsSync(lock) ? `in use: ${readFileSync(lock, 'utf8').slice(0, 200)}` : 'not running'
  return { ok: true, what: 'Server', found }
}

async function checkModels(): Promise<Finding[]> {
  const modelsDir = process.env['EVALFLOW_MODELS_DIR'] ?? join(homedir(), '.cache', 'evalflow', 'models')
  const inference = createInference({ modelsDir })
  try {
    const ready = (await inference.list()).filter(({ kind, state }) => kind === 'local' && state === 'ready')
    const found = ready.map(({ id }) => id).join(', ') || 'none'
    return [
      {
        ok: ready.length > 0,
        what: 'Local models',
        found,
        remedy: 'Run "evalflow models pull smollm2-135m". Baseline models work without it.',
      },
    ]
  } finally {
    await inference.close()
  }
}

function checkSandbox(): Finding {
  const ok = process.platform === 'linux' && spawnSync('bwrap', ['--version'], { stdio: 'ignore' }).status === 0
  const found = ok ? 'bubblewrap is installed' : 'bubblewrap is not installed'
  return {
    ok,
    what: 'Sandbox for generated code',
    found,
    remedy: 'Install bubblewrap to run code evaluations; all else works without.',
  }
}
