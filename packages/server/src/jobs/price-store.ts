/**
 * Prices of models: the shipped table, or the user's in `<dataDir>/prices.json` once there is one.
 *
 * The shipped table holds a few prices, each with the vendor's page and the day it was read, and each for the vendor's own
 * host alone: the same model id behind another endpoint has no price until the user gives one. `*` in a pattern of model
 * ids stands for any text, and the first entry that fits counts.
 */
import { existsSync } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { type PriceTable, priceTableSchema } from '@evalflow/contract'
import shipped from './shipped-prices.json' with { type: 'json' }

export type PriceStore = ReturnType<typeof createPriceStore>

export function createPriceStore(path: string) {
  return {
    /** @throws ZodError if the file was edited into something else */
    get: async (): Promise<PriceTable> =>
      priceTableSchema.parse(existsSync(path) ? JSON.parse(await readFile(path, 'utf8')) : shipped),
    async put(table: PriceTable): Promise<void> {
      await writeFile(`${path}.new`, `${JSON.stringify(table, null, 2)}\n`)
      await rename(`${path}.new`, path) // whole or not at all
    },
  }
}

/** Prices per million tokens of the first entry that fits the model id and the host of the endpoint. */
export function findPrice(
  table: PriceTable,
  { modelId, url }: { modelId: string; url: string },
): PriceTable['prices'][number] | undefined {
  const endpoint = URL.parse(url)?.hostname.toLowerCase()
  return table.prices.find(
    ({ model, host }) => (host === undefined || host.toLowerCase() === endpoint) && toPattern(model).test(modelId),
  )
}

function toPattern(model: string): RegExp {
  const parts = model.split('*').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
  return new RegExp(`^${parts.join('.*')}$`, 'i')
}
