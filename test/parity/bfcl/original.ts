/** The original at hand: its data, and a process that is asked line by line. */
import { spawn } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { parsePyJson } from '@evalflow/metrics'
import { installOriginals } from '../python.ts'
import type { Row } from './cases.ts'

export interface Original {
  /** Folder of the package's own rows. */
  readonly data: string
  /** Starts a script of this folder; each line asked is answered by one. */
  start(script: string): { ask(line: string): Promise<unknown>; stop(): void }
}

/** @throws if it cannot be installed */
export async function openOriginal(): Promise<Original> {
  const python = process.env['PARITY_PYTHON'] ?? (await installOriginals())
  return { data: join(findPackages(python), 'bfcl_eval', 'data'), start: (script) => start(python, script) }
}

/** Of a virtual environment: `lib/python3.x/site-packages`. */
function findPackages(python: string): string {
  const lib = join(dirname(dirname(python)), 'lib')
  const version = readdirSync(lib).find((name) => name.startsWith('python3'))
  if (version === undefined) throw new Error(`${python} is of no virtual environment`)
  return join(lib, version, 'site-packages')
}

function start(python: string, script: string): ReturnType<Original['start']> {
  const child = spawn(python, [join(import.meta.dirname, script)], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  child.once('exit', (code) => code !== null && code !== 0 && process.exit(2))
  process.once('exit', () => child.kill())
  return {
    async ask(line) {
      child.stdin.write(`${line}\n`)
      const { value } = await lines.next()
      return JSON.parse(String(value))
    },
    stop: () => child.kill(),
  }
}

export const linesOf = (folder: string, path: string): string[] =>
  readFileSync(join(folder, path), 'utf8').split('\n').filter(Boolean)

/** Rows with their answers, numbers in the form that the files have. */
export function readRows(folder: string, category: string): Row[] {
  const lines = linesOf(folder, `BFCL_v4_${category}.json`)
  return linesOf(folder, `possible_answer/BFCL_v4_${category}.json`).map((line, i) => {
    const row = parsePyJson(lines[i] ?? '{}') as Record<string, unknown>
    const answer = parsePyJson(line) as Record<string, unknown>
    return {
      id: String(row['id']),
      category,
      functionsText: JSON.stringify(JSON.parse(lines[i] ?? '{}').function),
      answersText: line.replace(/^.*?"ground_truth": /, '').replace(/\}\s*$/, ''),
      functions: row['function'] as Row['functions'],
      answers: answer['ground_truth'] as Row['answers'],
    }
  })
}
