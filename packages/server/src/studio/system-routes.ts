/** `/api/system`: what this server is and can do, so that a page offers nothing that would fail. */
import type { SystemInfo } from '@evalflow/contract'
import { Hono } from 'hono'
import type { Inference } from '@evalflow/models'

export interface SystemDeps {
  version: string
  inference: Inference
  evaluationTypes: EvaluationTypeList
  /** Whether generated code can run here; found out once. */
  probeSandbox: () => Promise<SystemInfo['sandbox']>
}

/** Types as they stand with this sandbox. */
export type EvaluationTypeList = (sandbox: SystemInfo['sandbox']) => SystemInfo['evaluation_types']

export function systemRoutes({ version, inference, evaluationTypes, probeSandbox }: SystemDeps): Hono {
  const app = new Hono()
  app.get('/', async (context) => {
    const sandbox = await probeSandbox()
    const system: SystemInfo = {
      version,
      connection: { id: 'embedded', kind: 'embedded', label: 'This computer' },
      default_model: await findDefaultModel(inference),
      evaluation_types: evaluationTypes(sandbox),
      sandbox,
      secrets: true,
    }
    return context.json(system)
  })
  return app
}

/** A ready local model, else a ready baseline that answers, else nothing. */
export async function findDefaultModel(inference: Inference): Promise<string | null> {
  const ready = (await inference.list()).filter((model) => model.state === 'ready')
  return (ready.find((model) => model.kind === 'local') ?? ready[0])?.id ?? null
}
