/** What the simulated market shows, longer where the row's category wants long texts. */
import type { LongContext } from '../long-context.ts'
import { type Value, text } from './backend.ts'
import { SECTORS } from './trading-stocks.ts'

type Fields = Readonly<Record<string, Value>>

export const lookUp = <T>(table: Readonly<Record<string, T>>, name: Value): T | undefined =>
  typeof name === 'string' && Object.hasOwn(table, name) ? table[name] : undefined

export const withAverages = (stock: Fields | undefined, long: LongContext | undefined): Fields | undefined =>
  stock === undefined || long === undefined
    ? stock
    : { ...stock, 'MA(5)': long.MA_5_EXTENSION, 'MA(20)': long.MA_20_EXTENSION }

export function withReport(order: Fields | undefined, long: LongContext | undefined): Fields | undefined {
  if (order === undefined || long === undefined) return order
  const symbol = text(order['symbol'], 'symbol')
  const parts = Object.entries(long.ORDER_DETAIL_EXTENSION).map(([part, form]) => [
    part,
    form.replaceAll('{symbol}', () => symbol),
  ])
  return { ...order, metadata: Object.fromEntries(parts) }
}

export function stocksOf(sector: Value, long: LongContext | undefined): readonly string[] {
  const more = { Technology: long?.TECHNOLOGY_EXTENSION ?? [], Automobile: long?.AUTOMOBILE_EXTENSION ?? [] }
  return [...(lookUp(SECTORS, sector) ?? []), ...(lookUp<readonly string[]>(more, sector) ?? [])]
}
