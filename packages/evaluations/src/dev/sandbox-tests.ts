/** Tests that need the sandbox or the benchmark files skip with the reason, or fail where everything is asked for. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { it } from 'vitest'
import type { Language } from '../sandbox/languages.ts'
import { probeSandbox } from '../sandbox/probe-sandbox.ts'

const DATA = join(import.meta.dirname, '../../../../../shared/data')
const REQUIRED = process.env['EVALFLOW_REQUIRE_ALL'] === '1'

/** What every machine with the sandbox has; the other languages are tested where their toolchain is. */
const ALWAYS: readonly Language[] = ['python', 'javascript', 'typescript', 'shell']

/** Why the sandbox cannot be used here; null if it can. Leaves a failed or skipped test that says it. */
export async function missingSandbox(): Promise<string | null> {
  const probe = await probeSandbox()
  const reason = probe.available
    ? ALWAYS.map((language) => probe.languages[language]).find((why) => why !== null)
    : probe.reason
  return tell(reason ?? null)
}

/** Why programs in one language cannot run here; null if they can. Leaves a skipped test that says it. */
export async function missingLanguage(language: Language): Promise<string | null> {
  const probe = await probeSandbox()
  const reason = probe.available ? probe.languages[language] : probe.reason
  if (reason !== null) it.skip(`needs what is not here: ${reason}`)
  return reason
}

/** Rows of a JSON Lines file of `../shared/data`; null, told in the same way, if it is not there. */
export function readBenchmark(path: string): Record<string, unknown>[] | null {
  return readBenchmarkLines(path)?.map((line): Record<string, unknown> => JSON.parse(line)) ?? null
}

/** Its lines as they are, in which 2.0 is not yet 2. */
export function readBenchmarkLines(path: string): string[] | null {
  const file = join(DATA, path)
  if (existsSync(file)) return readFileSync(file, 'utf8').split('\n').filter(Boolean)
  tell(`no ${path} in ../shared/data`)
  return null
}

function tell(reason: string | null): string | null {
  if (reason !== null)
    it(`needs what is not here: ${reason}`, ({ skip }) => {
      if (REQUIRED) throw new Error(reason)
      skip(reason)
    })
  return reason
}
