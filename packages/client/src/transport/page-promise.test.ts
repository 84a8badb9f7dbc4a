import { describe, expect, it } from 'vitest'
import { PagePromise, type Page } from './page-promise.ts'

function listOf(total: number, pageSize: number, shape: 'full' | 'bare' | 'clamped' = 'full') {
  const asked: number[] = []
  const pages = new PagePromise<number>(async (page): Promise<Page<number>> => {
    asked.push(page)
    const last = Math.ceil(total / pageSize)
    const given = shape === 'clamped' ? Math.min(page, last) : page
    const data = Array.from({ length: total }, (_, index) => index).slice((given - 1) * pageSize, given * pageSize)
    if (shape === 'bare' || shape === 'clamped') return { data, pagination: undefined }
    const pagination = {
      page,
      page_size: pageSize,
      current_page_size: data.length,
      total_pages: last,
      total_results: total,
    }
    return { data, pagination }
  })
  return { asked, pages }
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}

describe('PagePromise', () => {
  it('is the first page when awaited', async () => {
    const { asked, pages } = listOf(5, 2)

    const page = await pages

    expect(page.data).toEqual([0, 1])
    expect(asked).toEqual([1])
  })

  it('is every item when iterated, and asks for no page twice', async () => {
    const { asked, pages } = listOf(5, 2)

    expect(await collect(pages)).toEqual([0, 1, 2, 3, 4])
    expect(asked).toEqual([1, 2, 3])
  })

  it('stops at an empty page where the server gives no totals', async () => {
    const { asked, pages } = listOf(4, 2, 'bare')

    expect(await collect(pages)).toEqual([0, 1, 2, 3])
    expect(asked).toEqual([1, 2, 3])
  })

  it('stops when a server repeats its last page', async () => {
    const { pages } = listOf(4, 2, 'clamped')

    expect(await collect(pages)).toEqual([0, 1, 2, 3])
  })

  it('fetches only what the loop uses', async () => {
    const { asked, pages } = listOf(10, 2)

    for await (const item of pages) if (item === 1) break

    expect(asked).toEqual([1])
  })

  it('is empty for an empty list, and passes failures on', async () => {
    expect(await collect(listOf(0, 2).pages)).toEqual([])
    await expect(new PagePromise(() => Promise.reject(new Error('gone')))).rejects.toThrow('gone')
  })
})
