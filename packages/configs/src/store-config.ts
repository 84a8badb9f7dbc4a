/** Creating the config that a person asked for in the dialog. */
import type { Effects } from './config-types.ts'
import { type CreateConfigInput, createConfigBody } from './create-config.ts'
import { templateHash } from './config-record.ts'
import { type FoundConfig, findOrCreate } from './find-or-create.ts'
import { evaluationConfigSchema } from '@evalflow/contract'

/**
 * Creates a template, or a direct config when a dataset is given (see `createConfigBody`). The same config asked for
 * again, as after a lost answer, is found and used.
 *
 * @throws ConfigError `config_exists` if another config has the name; `name_required`, `not_permitted`,
 * `rate_limited`, `config_rejected`, `config_not_created`
 */
export function createConfig(input: CreateConfigInput, effects: Effects): Promise<FoundConfig> {
  const { name, body } = createConfigBody(input)
  const hash = templateHash(evaluationConfigSchema.parse(body))
  return findOrCreate(
    { namespace: input.namespace, names: [name], body: () => body, fits: (config) => templateHash(config) === hash },
    effects,
  )
}
