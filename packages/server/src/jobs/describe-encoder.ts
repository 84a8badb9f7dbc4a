/** What is known of an encoder that this server itself runs: the hash of its file, how it pools, how many layers it has. */
import type { Endpoint } from '@evalflow/engine'
import type { EvaluationServices } from '@evalflow/evaluations'
import type { Inference } from '@evalflow/models'

type Describe = NonNullable<EvaluationServices['describeEncoder']>

/** `undefined` for an endpoint elsewhere, even if its model has the name of a local one. */
export function createDescribeEncoder(inference: Pick<Inference, 'describeEncoder'>, ownUrl: () => string): Describe {
  return async ({ url, modelId }: Endpoint) => {
    if (!url.startsWith(`${ownUrl()}/`)) return undefined
    const found = await inference.describeEncoder(modelId)
    // twelve digits tell files apart, and a score's name stays readable
    return found && { version: `sha256 ${found.sha256.slice(0, 12)}`, pooling: found.pooling, layer: found.layers }
  }
}
