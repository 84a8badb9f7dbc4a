/**
 * lm-eval's own task files, loaded as a user loads a task file: those without Python must load and give lm-eval's prompts,
 * the others must be refused with the function's name.
 */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { EvaluationError } from '@evalflow/evaluations'
import { examplesOf } from '../../../packages/evaluations/src/lm-eval-harness/generation-pipeline.ts'
import { compilePrompts } from '../../../packages/evaluations/src/lm-eval-harness/prompt.ts'
import { readSettings } from '../../../packages/evaluations/src/lm-eval-harness/settings.ts'
import { openTaskRows } from '../../../packages/evaluations/src/lm-eval-harness/task-rows.ts'
import { parseTaskYaml } from '../../../packages/evaluations/src/lm-eval-harness/task-yaml.ts'
import type { TaskContext } from '../../../packages/evaluations/src/types.ts'
import type { TheirRun } from './compare.ts'
import type { ComparedTask } from './tasks.ts'

/** By task name: its file with everything that it includes. */
export async function dumpTaskFiles(python: string, tasks: readonly ComparedTask[]): Promise<Map<string, string>> {
  const child = spawn(python, [join(import.meta.dirname, 'dump_tasks.py')], { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end(tasks.map(({ name, file }) => `${JSON.stringify({ name, file })}\n`).join(''))
  const files = new Map<string, string>()
  for await (const line of createInterface({ input: child.stdout })) {
    const { name, yaml } = JSON.parse(line) as { name: string; yaml: string }
    files.set(name, yaml)
  }
  return files
}

export interface YamlTally {
  loaded: Set<string>
  refused: Set<string>
  prompts: number
  problems: string[]
}

export const newTally = (): YamlTally => ({ loaded: new Set(), refused: new Set(), prompts: 0, problems: [] })

/** Adds one task to `tally`. */
export async function tallyYaml(tally: YamlTally, task: ComparedTask, yaml: string, theirs: TheirRun): Promise<void> {
  // messages of a chat are compared elsewhere
  if (task.chat) return
  const problem = (text: string) => void tally.problems.push(`${task.name} as a file: ${text}`)
  try {
    const prompts = await renderPrompts(task, yaml)
    tally.loaded.add(task.name)
    for (const [i, own] of prompts.entries()) {
      const unique = [...new Set((theirs.rows[i]?.prompts ?? []).map(String))]
      if (JSON.stringify([...new Set(own)]) === JSON.stringify(unique)) tally.prompts++
      else
        problem(
          `row ${i}: ours ${JSON.stringify(own[0]).slice(-200)}, lm-eval ${JSON.stringify(unique[0]).slice(-200)}`,
        )
    }
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error
    if (/!function/.test(yaml) && /!function/.test(error.message)) tally.refused.add(task.name)
    else problem(error.message)
  }
}

async function renderPrompts(task: ComparedTask, yaml: string): Promise<string[][]> {
  const pools: Record<string, readonly object[]> = {
    rows: task.rows,
    examples: task.samePool ? task.rows : (task.examples?.rows ?? []),
  }
  const params = {
    fewshot_dataset: { files_url: 'examples' },
    ...(task.fewshot === undefined ? {} : { num_fewshot: task.fewshot }),
  }
  const context = {
    name: task.name,
    path: `config.tasks.${task.name}`,
    task: { type: task.name, dataset: { files_url: 'rows' }, params },
    config: { type: 'lm_eval_harness' },
    warn: () => {},
    services: {
      async openDataset(ref: unknown) {
        const rows = pools[(ref as { files_url: string }).files_url] ?? []
        return {
          count: rows.length,
          hash: '',
          async *rows() {
            for (const row of rows) yield { ...row }
          },
        }
      },
    },
  } as unknown as TaskContext
  const definition = parseTaskYaml(yaml, `${context.path}.params.task_yaml`)
  const settings = readSettings(context, definition)
  const prompts = compilePrompts(definition, context.path)
  const { rows, examples } = await openTaskRows(context, definition, settings)
  const rendered: string[][] = []
  for await (const row of rows.rows()) rendered.push(prompts.toTexts(row, examplesOf(row, examples)))
  return rendered
}
