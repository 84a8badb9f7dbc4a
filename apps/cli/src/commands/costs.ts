/** `evalflow costs`: what jobs have cost, summed. */
import { EXIT } from '../exit-codes.ts'
import { toFigure, toMoneyText } from '../format-figures.ts'
import { printTable } from '../print-table.ts'
import { withServer, type ServerOptions } from '../server-session.ts'

interface CostOptions extends ServerOptions {
  by: string
  project?: string
  json?: boolean
}

const PAGE_SIZE = 200

export async function costs(options: CostOptions): Promise<number> {
  return withServer(options, async ({ client }) => {
    const query = {
      by: options.by,
      page_size: PAGE_SIZE,
      ...(options.project === undefined ? {} : { project: options.project }),
    }
    const first = await client.jobCosts.costs(query)
    const lines = [...first.data]
    for (let page = 2; page <= first.pagination.total_pages; page++)
      lines.push(...(await client.jobCosts.costs({ ...query, page })).data)
    if (options.json)
      process.stdout.write(`${JSON.stringify({ by: first.by, data: lines, total: first.total }, null, 2)}\n`)
    else
      printTable(
        [options.by.toUpperCase(), 'JOBS', 'ROWS', 'TOKENS IN', 'TOKENS OUT', 'MONEY', 'CPU s', 'ENERGY Wh'],
        [...lines, { ...first.total, key: 'total', label: '' }].map((line) => [
          line.label && line.label !== line.key ? `${line.label} (${line.key})` : line.key || '(none)',
          String(line.jobs),
          String(line.rows),
          String(line.prompt_tokens),
          String(line.completion_tokens),
          toMoneyText(line.money),
          toFigure(line.cpu_seconds),
          line.energy_wh === null ? 'unavailable' : toFigure(line.energy_wh),
        ]),
      )
    if (!options.json && first.total.unpriced_jobs > 0)
      process.stderr.write(
        `${first.total.unpriced_jobs} of ${first.total.jobs} jobs have no price: add one in Studio under Settings, or with PUT /api/prices.\n`,
      )
    return EXIT.ok
  })
}
