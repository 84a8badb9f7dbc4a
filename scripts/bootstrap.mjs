/**
 * Brings everything `npm start`, `npm test` and `npm run evalflow` need, then runs them on the project's own Node 24.
 *
 * Any Node from 18 on can read this file. It installs what is missing (pnpm, Node 24, dependencies, build), asks nothing,
 * and stops at the first step that fails: pnpm itself would only warn after a failed install and go on with the wrong
 * Node. A second call finds the stamps and starts at once.
 */
import { spawnSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..')
const PNPM_VERSION = '12.21.0'
const WINDOWS = process.platform === 'win32'
const TOOLS = join(ROOT, '.tools')
const PNPM = join(TOOLS, 'node_modules', '.bin', WINDOWS ? 'pnpm.cmd' : 'pnpm')
const NODE = join(ROOT, 'node_modules', '.bin', WINDOWS ? 'node.cmd' : 'node')
const CLI = join(ROOT, 'apps', 'cli', 'dist', 'main.js')
/** As in the first line of the command: Node's own limit lets memory grow by 100 MB over a million rows, for no speed. */
const FLAGS = ['--max-semi-space-size=16']

const [task = 'start', ...rest] = process.argv.slice(2)
const TASKS = {
  start: () => [...FLAGS, CLI, 'start', ...rest],
  evalflow: () => [...FLAGS, CLI, ...rest],
  test: () => [join(ROOT, 'scripts', 'test.ts'), ...rest],
}

if (Number(process.versions.node.split('.')[0]) < 18)
  stop(`This needs Node 18 or newer to begin; found ${process.version}.`)
if (!TASKS[task]) stop(`Unknown task "${task}". Expected one of: ${Object.keys(TASKS).join(', ')}.`)

installPnpm()
installDependencies()
checkNode()
build()
run(TASKS[task]())

function installPnpm() {
  const manifest = join(TOOLS, 'node_modules', 'pnpm', 'package.json')
  if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).version === PNPM_VERSION) return
  say(`Installing pnpm ${PNPM_VERSION}`)
  mkdirSync(TOOLS, { recursive: true })
  writeFileSync(join(TOOLS, 'package.json'), '{ "private": true }\n')
  const npm = process.env.npm_execpath
  const args = ['install', '--no-audit', '--no-fund', '--loglevel=error', `pnpm@${PNPM_VERSION}`]
  const done =
    npm?.endsWith('.js') || npm?.endsWith('.cjs')
      ? spawnStep(process.execPath, [npm, ...args], TOOLS)
      : spawnStep(WINDOWS ? 'npm.cmd' : 'npm', args, TOOLS)
  if (!done)
    stop(
      'pnpm could not be installed through npm. Check that the npm registry can be reached, then run the same command again.',
    )
}

function installDependencies() {
  const stamp = join(ROOT, 'node_modules', '.evalflow-installed')
  const wanted = hashFiles([join(ROOT, 'pnpm-lock.yaml'), join(ROOT, 'pnpm-workspace.yaml')])
  if (read(stamp) === wanted && existsSync(NODE)) return
  say('Installing dependencies and Node 24 (once, about a minute)')
  if (!spawnStep(PNPM, ['install', '--frozen-lockfile'], ROOT)) {
    stop(
      'The dependencies could not be installed. The lines above say why; after mending it run the same command again.',
    )
  }
  writeFileSync(stamp, wanted)
}

function checkNode() {
  const version = spawnSync(NODE, ['--version'], { encoding: 'utf8', shell: WINDOWS }).stdout?.trim() ?? ''
  if (version.startsWith('v24.')) return
  rmSync(join(ROOT, 'node_modules', '.evalflow-installed'), { force: true })
  stop(
    `The project's own Node is ${version || 'missing'}, expected v24. Run the same command again to install it anew.`,
  )
}

/** Builds Studio and the command line when a source file is newer than the last build. */
function build() {
  const stamp = join(ROOT, 'apps', 'cli', 'dist', '.built')
  const newest = newestChange(['packages', 'apps', 'pnpm-lock.yaml'])
  if (existsSync(CLI) && Number(read(stamp)) >= newest) return
  say('Building Studio and the command line')
  if (!spawnStep(PNPM, ['--silent', 'run', 'build'], ROOT)) stop('The build failed; the lines above say where.')
  writeFileSync(stamp, String(newest))
}

function run(args) {
  const env = {
    ...process.env,
    PATH: `${join(ROOT, 'node_modules', '.bin')}${WINDOWS ? ';' : ':'}${process.env.PATH ?? ''}`,
  }
  const child = spawn(NODE, args, { cwd: process.env.INIT_CWD ?? ROOT, stdio: 'inherit', env, shell: WINDOWS })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => stop(`Node 24 could not be started: ${error.message}`))
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)))
}

function spawnStep(command, args, cwd) {
  const env = { ...process.env, CI: process.env.CI ?? 'true' }
  const result = spawnSync(command, args, {
    cwd,
    env,
    stdio: ['ignore', process.stderr, process.stderr],
    shell: WINDOWS,
  })
  if (result.error) process.stderr.write(`${result.error.message}\n`)
  return result.status === 0
}

/** Milliseconds of the latest change below `paths`, leaving out what a build or an install writes. */
function newestChange(paths) {
  let newest = 0
  const visit = (path) => {
    const info = statSync(path, { throwIfNoEntry: false })
    if (!info) return
    if (!info.isDirectory()) newest = Math.max(newest, Math.ceil(info.mtimeMs))
    else for (const name of readdirSync(path)) if (name !== 'node_modules' && name !== 'dist') visit(join(path, name))
  }
  for (const path of paths) visit(join(ROOT, path))
  return newest
}

function hashFiles(files) {
  const hash = createHash('sha256')
  for (const file of files) hash.update(readFileSync(file))
  return hash.digest('hex')
}

function read(file) {
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : ''
}

function say(text) {
  process.stderr.write(`evalflow: ${text}\n`)
}

function stop(text) {
  process.stderr.write(`\nevalflow: ${text}\n`)
  process.exit(1)
}
