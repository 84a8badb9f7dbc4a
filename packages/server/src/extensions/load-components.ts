/**
 * Components of third parties: modules that whoever starts the server names, and nobody else. They run with the rights of
 * the server, as an installed program does, so neither a flow nor a request can name one.
 */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { ComponentServices } from '@evalflow/components'
import { type ComponentSpec, componentSpecSchema, createSpecIndex } from '@evalflow/graph'
import type { ComponentDefinition } from '@evalflow/runner'
import { z } from 'zod'
import { serverErrors } from '../errors.ts'

export type Definition = ComponentDefinition<ComponentServices>

const isFunction = z.custom<(...args: never[]) => unknown>(
  (value) => typeof value === 'function',
  'expected a function',
)
const definitionSchema = z.looseObject({
  ...componentSpecSchema.shape,
  run: isFunction,
  migrate: isFunction.optional(),
  pure: z.boolean().optional(),
})

/**
 * The components of modules, in their order. A module is a file or an installed package, seen from `folder`, whose default
 * export is a component or a list of them.
 *
 * @throws ServerError `bad_component`, with the module and the path of the field
 */
export async function loadComponents(modules: readonly string[], folder: string): Promise<Definition[]> {
  const found: Definition[] = []
  for (const module of modules) {
    const exported = await importDefault(module, folder)
    for (const [index, item] of (Array.isArray(exported) ? exported : [exported]).entries()) {
      const parsed = definitionSchema.safeParse(item)
      if (!parsed.success) throw serverErrors.badComponent(module, describe(parsed.error, index))
      // the schema has looked at each part that is data; `run` and `migrate` are the module's own code
      found.push(item as Definition)
    }
  }
  try {
    createSpecIndex(found)
  } catch (error) {
    throw serverErrors.badComponent(modules.join(', '), error instanceof Error ? error.message : String(error))
  }
  return found
}

/** What Studio needs to draw them; sent inside its page, so that opening a flow asks nothing more. */
export function toSpecs(definitions: readonly Definition[]): ComponentSpec[] {
  return definitions.map((definition) => componentSpecSchema.parse(definition))
}

async function importDefault(module: string, folder: string): Promise<unknown> {
  const file = resolve(folder, module)
  try {
    const path = existsSync(file) ? file : createRequire(join(folder, 'package.json')).resolve(module)
    const loaded: unknown = await import(pathToFileURL(path).href)
    return typeof loaded === 'object' && loaded !== null && 'default' in loaded ? loaded.default : undefined
  } catch (error) {
    throw serverErrors.badComponent(module, error instanceof Error ? error.message : String(error))
  }
}

function describe(error: z.ZodError, index: number): string {
  const [issue] = error.issues
  const path = ['default', ...(index > 0 ? [index] : []), ...(issue?.path ?? [])].map(String).join('.')
  return `${path}: ${issue?.message ?? 'not a component'}`
}
