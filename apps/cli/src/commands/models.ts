/** `evalflow models …`: works on the models folder itself, so no server is needed. */
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInference } from '@evalflow/models'
import { printTable } from '../print-table.ts'
import { EXIT } from '../exit-codes.ts'

const modelsDir = () => process.env['EVALFLOW_MODELS_DIR'] ?? join(homedir(), '.cache', 'evalflow', 'models')

export async function listModels({ json }: { json?: boolean }): Promise<number> {
  const inference = createInference({ modelsDir: modelsDir() })
  try {
    const models = await inference.list()
    if (json) process.stdout.write(`${JSON.stringify(models, null, 2)}\n`)
    else
      printTable(
        ['ID', 'KIND', 'STATE', 'WHAT'],
        models.map(({ id, kind, state, detail }) => [id, kind, state, detail]),
      )
    return EXIT.ok
  } finally {
    await inference.close()
  }
}

/** A second call goes on where a broken one stopped. */
export async function pullModel(id: string): Promise<number> {
  const inference = createInference({ modelsDir: modelsDir() })
  const stop = new AbortController()
  const onSignal = () => stop.abort()
  process.once('SIGINT', onSignal)
  let shown = -1
  try {
    const model = await inference.pull(id, {
      signal: stop.signal,
      onProgress: ({ percent }) => {
        const step = Math.floor(percent / 5) * 5
        if (step > shown) process.stderr.write(`${id}: ${(shown = step)} %\n`)
      },
    })
    process.stdout.write(`${model.id} is ready: ${model.detail}\n`)
    return EXIT.ok
  } catch (error) {
    if (stop.signal.aborted) return EXIT.interrupted
    throw error
  } finally {
    process.off('SIGINT', onSignal)
    await inference.close()
  }
}

export async function addModel(file: string): Promise<number> {
  const inference = createInference({ modelsDir: modelsDir() })
  try {
    const model = await inference.add(resolve(file))
    process.stdout.write(`${model.id} is ready: ${model.detail}\n`)
    return EXIT.ok
  } finally {
    await inference.close()
  }
}
