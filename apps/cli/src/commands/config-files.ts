/** `evalflow configs export` and `import`: templates as files. What an import needs and would do is printed first. */
import { readFile, writeFile } from 'node:fs/promises'
import type { ImportPreview } from '@evalflow/contract'
import { CommandError, EXIT } from '../exit-codes.ts'
import { withServer, type ServerOptions } from '../server-session.ts'

export async function exportTemplate(config: string, options: ServerOptions & { output?: string }): Promise<number> {
  return withServer(options, async ({ client }) => {
    const file = await client.configLibrary.export(config.includes('/') ? config : `default/${config}`)
    const text = `${JSON.stringify(file, null, 2)}\n`
    if (options.output === undefined) process.stdout.write(text)
    else await writeFile(options.output, text)
    return EXIT.ok
  })
}

interface ImportOptions extends ServerOptions {
  name?: string
  asVersion?: boolean
  dryRun?: boolean
  json?: boolean
}

/** @throws CommandError exit 1 for a file that cannot be taken, with the field at fault */
export async function importTemplate(path: string, options: ImportOptions): Promise<number> {
  const file = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new CommandError(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  })
  return withServer(options, async ({ client }) => {
    const named = options.name === undefined ? {} : { name: options.name }
    const preview = await client.configLibrary.importPreview({ file, ...named })
    if (!options.json) printPreview(preview)
    if (options.dryRun) {
      if (options.json) process.stdout.write(`${JSON.stringify(preview, null, 2)}\n`)
      return EXIT.ok
    }
    if (preview.outcome === 'changed' && !options.asVersion) {
      throw new CommandError(
        `There is a template "${preview.name}" already, and it says something else. Give --name ${preview.free_name}, or --as-version.`,
      )
    }
    const made = await client.configLibrary.import({
      file,
      ...named,
      as: preview.outcome === 'changed' ? 'version' : 'template',
      ...(preview.existing_hash === null ? {} : { base_hash: preview.existing_hash }),
    })
    if (options.json) process.stdout.write(`${JSON.stringify(made, null, 2)}\n`)
    else if (made.outcome === 'unchanged') process.stdout.write(`${made.config} is here already.\n`)
    else process.stdout.write(`Imported ${made.config}, version ${made.version}.\n`)
    return EXIT.ok
  })
}

const HERE = { true: 'here', false: 'missing', null: 'seen when run' } as const

function printPreview({ name, version, outcome, needs, problems, changes }: ImportPreview): void {
  process.stdout.write(`${name} (version ${version} where it came from): ${outcome}\n`)
  for (const need of needs)
    process.stdout.write(`  needs ${need.kind} ${need.name}: ${HERE[`${need.here}`]}. ${need.detail}\n`)
  for (const { path, message } of problems) process.stdout.write(`  problem at ${path || 'the config'}: ${message}\n`)
  for (const { path, kind } of changes) process.stdout.write(`  ${kind} ${path}\n`)
}
