import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { findBenchmark } from '../bigcode/benchmarks.ts'
import { createServices, modelTarget } from '../dev/test-services.ts'
import { planEvaluation } from '../run/plan-evaluation.ts'
import { launcherCatalog, resolveLauncherName } from './launcher-catalog.ts'
import { findGroup, findTask } from './tasks/registry.ts'

const CATALOG = join(import.meta.dirname, '../../../../../shared/reference/launch/launcher/task-catalog.json')
const catalogSchema = z.object({ tasks: z.array(z.object({ name: z.string(), harness: z.string() })) })

describe('the launcher’s catalogue', () => {
  it.skipIf(!existsSync(CATALOG))('is here name by name, with its harness', () => {
    const { tasks } = catalogSchema.parse(JSON.parse(readFileSync(CATALOG, 'utf8')))
    const toKey = ({ name, harness }: { name: string; harness: string }) => `${harness} ${name}`

    expect(launcherCatalog().map(toKey).toSorted()).toEqual(tasks.map(toKey).toSorted())
  })

  it('has as many that run as the README says', () => {
    const entries = launcherCatalog()
    const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8')
    const running = entries.filter(({ runs }) => runs !== null).length

    expect(readme).toContain(`${entries.length} entries: ${running} run, ${entries.length - running} are refused`)
  })

  it('runs only what there is, and says of every other name why not', () => {
    for (const { name, runs, note } of launcherCatalog()) {
      if (runs === null) expect(note, name).toMatch(/^It .+\.$/)
      else if (runs.type === 'lm_eval_harness') expect(findTask(runs.task) ?? findGroup(runs.task), name).toBeDefined()
      else if (runs.type === 'bigcode_evaluation_harness') expect(findBenchmark(runs.task), name).toBeDefined()
    }
  })

  it('tells the reason to whoever asks for a name that does not run', async () => {
    const running = new Set(launcherCatalog().flatMap(({ name, runs }) => (runs === null ? [] : [name])))
    // of a name in two harnesses the first is meant
    const refused = launcherCatalog().filter(
      ({ name, harness }) => !running.has(name) && resolveLauncherName(name)?.harness === harness,
    )

    for (const { name, note } of refused) {
      const planning = planEvaluation({
        config: { type: 'lm_eval_harness', tasks: { main_task: { type: name } } },
        target: modelTarget,
        services: createServices({}),
      })
      await expect(planning, name).rejects.toMatchObject({
        code: 'config_invalid',
        path: 'config.tasks.main_task.type',
        message: expect.stringContaining(note) as string,
      })
    }
  })
})
