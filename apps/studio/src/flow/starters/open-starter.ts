/** Opens a starter: makes the configs that its nodes name, then gives the flow. Nothing is made before it is asked for. */
import type { Flow } from '@evalflow/graph'
import { evaluationConfigCreateSchema } from '@evalflow/contract'
import { loadNemo, studio } from '../../api/clients.ts'
import { fillOf } from './starter-fill.ts'
import { toStarterConfigs, toStarterFlow, type Starter } from './starter.ts'

/** Always there, and honest about what it is; of the baselines the one that answers from the words of the question. */
const BASELINE = 'baseline-nearest'
const isBaseline = (model: string): boolean => model.startsWith('baseline-')

/**
 * A config that is there already is used as it is: it was made by an earlier opening, or changed by a person since.
 *
 * @throws ApiError if the server refuses a config
 */
export async function openStarter(starter: Starter): Promise<Flow> {
  const { default_model: model } = await studio.system()
  const fill = fillOf(starter, model === null || isBaseline(model) ? BASELINE : model)
  const nemo = await loadNemo()
  for (const { body } of toStarterConfigs(starter, fill)) {
    try {
      await nemo.evaluation.configs.create(evaluationConfigCreateSchema.parse(body))
    } catch (error) {
      if (!isConflict(error)) throw error
    }
  }
  return toStarterFlow(starter, fill)
}

function isConflict(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'status' in error && error.status === 409
}
