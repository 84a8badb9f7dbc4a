/** `evalflow configs …`: what there is, and removing runtime configs that nothing uses. */
import { printTable } from '../print-table.ts'
import { CommandError, EXIT } from '../exit-codes.ts'
import { withServer, type ServerOptions } from '../server-session.ts'

interface ListOptions extends ServerOptions {
  kind?: string
  search?: string
  json?: boolean
}

const PAGE_SIZE = 200

export async function listConfigs(options: ListOptions): Promise<number> {
  return withServer(options, async ({ client }) => {
    const query = {
      page_size: PAGE_SIZE,
      ...(options.kind ? { kind: options.kind } : {}),
      ...(options.search ? { search: options.search } : {}),
    }
    const first = await client.configs(query)
    const data = [...first.data]
    for (let page = 2; page <= first.pagination.total_pages; page++)
      data.push(...(await client.configs({ ...query, page })).data)
    if (options.json) process.stdout.write(`${JSON.stringify(data, null, 2)}\n`)
    else {
      printTable(
        ['CONFIG', 'KIND', 'TYPE', 'JOBS', 'LAST USED'],
        data.map((item) => [
          `${item.namespace}/${item.name}`,
          item.kind,
          item.type,
          String(item.jobs),
          item.last_used_at ?? 'never',
        ]),
      )
    }
    return EXIT.ok
  })
}

interface CleanUpOptions extends ServerOptions {
  unusedDays?: string
  template?: string
  all?: boolean
  dryRun?: boolean
  json?: boolean
}

export async function cleanUpConfigs(options: CleanUpOptions): Promise<number> {
  const unusedDays = options.unusedDays === undefined ? undefined : Number(options.unusedDays)
  if (unusedDays !== undefined && !(unusedDays >= 0))
    throw new CommandError(`--unused-days: "${options.unusedDays}" is not a number from 0.`, EXIT.usage)
  if (unusedDays === undefined && options.template === undefined && !options.all) {
    throw new CommandError('Say what to remove: --unused-days, --template or --all.', EXIT.usage)
  }
  const policy = {
    ...(unusedDays === undefined ? {} : { unused_days: unusedDays }),
    ...(options.template === undefined ? {} : { template: options.template }),
    ...(options.all ? { all: true } : {}),
  }
  return withServer(options, async ({ client }) => {
    const result = await client.cleanUpConfigs({ policy, dry_run: options.dryRun ?? false })
    if (options.json) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`)
    else {
      const verb = result.dry_run ? 'Would remove' : 'Removed'
      process.stdout.write(`${verb} ${result.removed.length}, kept ${result.kept.length}.\n`)
      for (const ref of result.removed) process.stdout.write(`  ${verb.toLowerCase()} ${ref}\n`)
      for (const { ref, reason } of result.kept) process.stdout.write(`  kept ${ref}: ${reason}\n`)
    }
    return EXIT.ok
  })
}
