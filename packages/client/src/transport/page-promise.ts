import type { NemoPagination } from '@evalflow/contract'

export interface Page<T> {
  readonly data: T[]
  /** Undefined where the server sends none. */
  readonly pagination: NemoPagination | undefined
}

/**
 * A list: awaited it is the first page, in `for await` every item of every page, fetched as needed.
 *
 * Nothing is sent before one of the two. Iterating stops at an empty page (what NeMo promises), after `total_pages`,
 * or when a server answers another page than was asked for, which would go on for ever.
 */
export class PagePromise<T> implements PromiseLike<Page<T>>, AsyncIterable<T> {
  readonly #fetchPage: (page: number) => Promise<Page<T>>
  readonly #firstPage: number
  #first: Promise<Page<T>> | undefined

  constructor(fetchPage: (page: number) => Promise<Page<T>>, firstPage = 1) {
    this.#fetchPage = fetchPage
    this.#firstPage = firstPage
  }

  then<A = Page<T>, B = never>(
    onFulfilled?: ((page: Page<T>) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.#first ??= this.#fetchPage(this.#firstPage)
    return this.#first.then(onFulfilled, onRejected)
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for await (const page of this.pages()) yield* page.data
  }

  /** Page by page, for those who show progress or need the totals. */
  async *pages(): AsyncGenerator<Page<T>, void, undefined> {
    let before: Page<T> | undefined
    for (let number = this.#firstPage; ; number += 1) {
      const page: Page<T> = number === this.#firstPage ? await this : await this.#fetchPage(number)
      if (page.data.length === 0 || isRepeated(page, before, number)) return
      yield page
      if (page.pagination && number >= page.pagination.total_pages) return
      before = page
    }
  }
}

function isRepeated<T>(page: Page<T>, before: Page<T> | undefined, asked: number): boolean {
  if (page.pagination) return page.pagination.page !== asked
  return before !== undefined && JSON.stringify(page.data[0]) === JSON.stringify(before.data[0])
}
