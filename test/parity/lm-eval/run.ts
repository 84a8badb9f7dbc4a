/**
 * Compares the LM Evaluation Harness type with lm-eval: same model, same rows, one machine, one run.
 *
 * For each task: the prompts must be equal, each log-likelihood within 1e-4, each written answer and each score equal.
 * Ends with `N passed, N failed`; exit code 1 if anything differs, 2 if lm-eval or the model cannot be had.
 */
import { spawn } from 'node:child_process'
import { access, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { startServer } from '@evalflow/server'
import type { ScriptedEndpoint } from '@evalflow/testkit'
import { type TheirRun, compareRun, evaluateOurs } from './compare.ts'
import { compareIfeval } from './ifeval/compare-ifeval.ts'
import { installLmEval } from './install.ts'
import { startScriptedModel } from './scripted-answers.ts'
import { type ComparedTask, loadTasks } from './tasks.ts'
import { dumpTaskFiles, newTally, tallyYaml } from './yaml-tasks.ts'

const MODEL = 'smollm2-135m-instruct'
/** For each of the shared rows. */
const IFEVAL_ANSWERS = 4
const MODELS_DIR =
  process.env['EVALFLOW_TEST_MODEL_DIR'] ??
  process.env['EVALFLOW_MODELS_DIR'] ??
  join(homedir(), '.cache', 'evalflow', 'models')

async function prepare(): Promise<string> {
  await access(join(MODELS_DIR, `${MODEL}.gguf`)).catch(() => {
    throw new Error(`There is no ${MODEL}.gguf in ${MODELS_DIR}. Run: evalflow models pull smollm2-135m`)
  })
  return installLmEval()
}

const python = await prepare().catch((error: unknown) => {
  console.error(`lm-eval cannot be compared: ${error instanceof Error ? error.message : String(error)}`)
  process.exit(2)
})
const folder = await mkdtemp(join(tmpdir(), 'evalflow-lm-eval-'))
const server = await startServer({
  dataDir: join(folder, 'data'),
  modelsDir: MODELS_DIR,
  port: 0,
  firstRun: false,
  logLevel: 'error',
})
const wanted = process.argv.slice(2)
const endpoints: ScriptedEndpoint[] = []
const tasks = await Promise.all(
  (await loadTasks())
    .filter((task) => wanted.length === 0 || wanted.some((name) => task.name.startsWith(name)))
    .map(async (task, i) => {
      const asked = { ...task, key: `run_${i}_${task.name}`, url: server.url }
      if (task.answers === undefined) return asked
      const endpoint = await startScriptedModel(task.answers)
      endpoints.push(endpoint)
      return { ...asked, url: endpoint.url.replace(/\/v1$/, '') }
    }),
)

let passed = 0
let failed = 0
try {
  console.log(
    `${'task'.padEnd(22)}${'rows'.padStart(5)}${'prompts'.padStart(9)}${'max diff'.padStart(11)}  scores (ours, lm-eval)`,
  )
  const runs = await Promise.all(tasks.map(writeRows))
  const files = await dumpTaskFiles(python, tasks)
  const tally = newTally()
  const theirs = askLmEval({ model: MODEL, folder, runs })
  for (const task of tasks) {
    const started = performance.now()
    const { value, done } = await theirs.next()
    const theirSeconds = (performance.now() - started) / 1000
    if (done) throw new Error('lm-eval ended early; see its message above')
    await tallyYaml(tally, task, files.get(task.name) ?? '', value)
    const ours = await evaluateOurs(task, { url: task.url, model: MODEL })
    const seconds = [theirSeconds, (performance.now() - started) / 1000 - theirSeconds]
    const report = compareRun(task, ours, value)
    console.log(
      `${report.line}  (${seconds
        .map((one) => one.toFixed(0))
        .reverse()
        .join(' s, ')} s)`,
    )
    if (report.problems.length === 0) passed++
    else failed++
    for (const problem of report.problems.slice(0, 3)) console.log(`    ${problem}`)
  }
  console.log(
    `lm-eval's own files   ${tally.loaded.size} load as a user's file, ${tally.prompts} prompts equal; ${tally.refused.size} are refused for their Python`,
  )
  if (tally.problems.length === 0 && tally.loaded.size + tally.refused.size > 0) passed++
  else failed++
  for (const problem of tally.problems.slice(0, 10)) console.log(`    ${problem}`)
  if (wanted.length === 0 || wanted.includes('ifeval')) {
    const report = await compareIfeval(python, IFEVAL_ANSWERS)
    console.log(report.line)
    if (report.problems.length === 0) passed++
    else failed++
    for (const problem of report.problems.slice(0, 5)) console.log(`    ${problem}`)
  }
} catch (error) {
  console.error(error)
  failed++
} finally {
  await Promise.all(endpoints.map((endpoint) => endpoint.close()))
  await server.close()
  await rm(folder, { recursive: true, force: true })
}
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)

async function writeRows(task: ComparedTask & { key: string; url: string }) {
  await mkdir(join(folder, 'rows'), { recursive: true })
  const write = async (name: string, rows: readonly object[]) => {
    const path = join(folder, 'rows', `${name}.jsonl`)
    await writeFile(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
    return path
  }
  return {
    key: task.key,
    url: task.url,
    scripted: task.answers !== undefined,
    file: task.file,
    split: task.split,
    rows: await write(task.key, task.rows),
    examples: task.examples && {
      split: task.examples.split,
      rows: await write(`${task.key}-examples`, task.examples.rows),
    },
    fewshot: task.fewshot ?? null,
    max_tokens: task.maxTokens ?? null,
    chat: task.chat ?? false,
    max_length: task.maxLength ?? null,
  }
}

async function* askLmEval(job: object): AsyncGenerator<TheirRun, undefined> {
  const child = spawn(python, [join(import.meta.dirname, 'lm_eval_run.py')], { stdio: ['pipe', 'pipe', 'pipe'] })
  const errors: string[] = []
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk.toString()))
  child.stdin.end(JSON.stringify(job))
  try {
    for await (const line of createInterface({ input: child.stdout })) yield JSON.parse(line) as TheirRun
    if (child.exitCode !== 0) console.error(errors.join('').split('\n').slice(-15).join('\n'))
    return undefined
  } finally {
    child.kill()
  }
}
