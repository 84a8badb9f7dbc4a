/** Requests that reached the product, its own calls included, in order: `GET /v1/…`. */
import { join } from 'node:path'
import type { Product } from './product.ts'

/** Environment of a product whose requests are to be counted. */
export const LOG_REQUESTS = { NODE_OPTIONS: `--import=${join(import.meta.dirname, 'log-requests.ts')}` }

export interface RequestLog {
  /** Requests since `mark`, of paths that begin with `prefix`. */
  since: (mark: number, prefix: string) => string[]
  mark: () => number
}

export function createRequestLog(product: Product): RequestLog {
  const all = () => Array.from(product.output().matchAll(/^REQUEST (.*)$/gm), ([, request]) => request ?? '')
  return {
    mark: () => all().length,
    since: (mark, prefix) =>
      all()
        .slice(mark)
        .filter((request) => request.split(' ')[1]?.startsWith(prefix)),
  }
}
