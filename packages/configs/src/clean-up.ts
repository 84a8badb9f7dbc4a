/** Removing runtime configs after use (rules C1 to C5 in SPEC.md). Never fails the job: what goes wrong is a warning. */
import { toUrn } from '@evalflow/contract'
import { isAbort, statusOf, withRetries } from './attempts.ts'
import { classifyConfig } from './classify-config.ts'
import type { Effects, EntityRef } from './config-types.ts'
import { readConfig } from './find-or-create.ts'

export interface CleanUpInput {
  config: EntityRef
  /** The job's status, in any case (`completed`, `COMPLETED`). */
  jobStatus: string
  /** Does another running job use the config? Asked last, just before removing it. */
  isUsed?: (ref: EntityRef) => Promise<boolean>
}

export type CleanUpResult =
  | { removed: true; warning: null }
  /** `warning` is null where nothing was to be done; else it belongs on the job. */
  | { removed: false; reason: 'not_completed' | 'not_runtime' | 'in_use' | 'gone' | 'failed'; warning: string | null }

const kept = (reason: 'not_completed' | 'not_runtime' | 'in_use' | 'gone'): CleanUpResult => ({
  removed: false,
  reason,
  warning: null,
})

/** Removes the runtime config of a completed job. Only an abort is thrown. */
export async function cleanUpRuntimeConfig(input: CleanUpInput, effects: Effects): Promise<CleanUpResult> {
  if (input.jobStatus.toLowerCase() !== 'completed') return kept('not_completed')
  try {
    const config = await readConfig(input.config, effects)
    if (!config) return kept('gone')
    if (classifyConfig(config).kind !== 'runtime') return kept('not_runtime')
    if (await input.isUsed?.(input.config)) return kept('in_use')
    await withRetries(() => effects.configs.delete(input.config), effects)
    return { removed: true, warning: null }
  } catch (error) {
    if (isAbort(error)) throw error
    if (statusOf(error) === 404) return kept('gone')
    const reason = error instanceof Error ? error.message : 'the server gave no reason'
    const warning = `The job completed, but its config ${toUrn(input.config)} could not be removed: ${reason}. Remove it in Config Manager.`
    return { removed: false, reason: 'failed', warning }
  }
}
