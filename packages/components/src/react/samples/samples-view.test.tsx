import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import axe from 'axe-core'
import { useState } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { testSample } from '../../test-samples.ts'
import { createFakePort } from '../fake-port.ts'
import { StudioPortProvider, type SampleQuery, type StudioPort } from '../port.ts'
import { NO_FILTERS, SamplesView } from './samples-view.tsx'

afterEach(cleanup)

const shown = testSample(0, { task: 'qa', prompt: 'first prompt' })
const listed = {
  data: [shown],
  pagination: { page: 1, page_size: 100, current_page_size: 1, total_pages: 1, total_results: 1 },
}

/** jsdom lays nothing out: a list as high as ten rows, and as far scrolled as it was told. */
const LIST_HEIGHT_PX = 480
beforeEach(() => {
  for (const [name, value] of [
    ['clientHeight', LIST_HEIGHT_PX],
    ['clientWidth', 600],
    ['scrollHeight', 100_000 * 48],
  ] as const)
    vi.spyOn(Element.prototype, name as 'clientHeight', 'get').mockReturnValue(value)
  Element.prototype.scrollTo = function scrollTo(this: Element, options?: ScrollToOptions | number) {
    this.scrollTop = (typeof options === 'object' ? options.top : 0) ?? 0
    this.dispatchEvent(new Event('scroll'))
  }
  Element.prototype.hasPointerCapture = () => false
  Element.prototype.scrollIntoView = () => {}
})
afterEach(() => vi.restoreAllMocks())

function open(port: Partial<StudioPort>, sample?: string) {
  const onSampleChange = vi.fn()
  const { container } = render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <StudioPortProvider value={createFakePort({ listSamples: async () => listed, ...port })}>
        <SamplesView
          jobId="j"
          live={false}
          filters={NO_FILTERS}
          onFiltersChange={() => {}}
          sample={sample}
          onSampleChange={onSampleChange}
        />
      </StudioPortProvider>
    </QueryClientProvider>,
  )
  return { user: userEvent.setup(), onSampleChange, container }
}

it('opens the sample that is asked for, also when the list does not show it', async () => {
  const getSample = vi.fn(async () => ({ ...shown, task: 'a:b', index: 70, prompt: 'a far prompt' }))
  const { container } = open({ getSample }, 'a:b:70')

  expect(await screen.findByText('a far prompt')).toBeTruthy()
  expect(getSample).toHaveBeenCalledWith('j', 'a:b', 70, expect.anything())
  expect(screen.getByText(/first token unavailable/)).toBeTruthy()
  const { violations } = await axe.run(container, { rules: { region: { enabled: false } } })
  expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([])
})

it('says that there is no such sample', async () => {
  open({ getSample: () => Promise.reject(new Error('There is no sample 9.')) }, 'qa:9')

  await waitFor(() => expect(screen.getByRole('alert').textContent).toBe('There is no sample 9.'))
})

describe('a list of 100,000 samples', () => {
  const TOTAL = 100_000
  const listSamples = vi.fn(async (_job: string, { page = 1, page_size: size = 50 }: SampleQuery) => ({
    data: Array.from({ length: size }, (_, index) =>
      testSample((page - 1) * size + index, { task: 'qa', prompt: `prompt ${(page - 1) * size + index}` }),
    ),
    pagination: { page, page_size: size, current_page_size: size, total_pages: TOTAL / size, total_results: TOTAL },
  }))
  const pagesAsked = () => listSamples.mock.calls.map(([, query]) => query.page)
  beforeEach(() => void listSamples.mockClear())

  it('draws and asks for what is on screen alone', async () => {
    const { container } = open({ listSamples })

    await screen.findByText('prompt 0')

    expect(screen.getByRole('grid').getAttribute('aria-rowcount')).toBe('100001')
    expect(container.querySelectorAll('[role=row]').length).toBeLessThan(40)
    expect(pagesAsked()).toEqual([1])
  })

  it('asks for the page that was scrolled to, and not for those passed by', async () => {
    const { container } = open({ listSamples })
    await screen.findByText('prompt 0')
    const grid = screen.getByRole('grid')

    for (const place of [20_000, 50_000, 99_950]) {
      grid.scrollTop = place * 48
      fireEvent.scroll(grid)
    }

    await screen.findByText('prompt 99950')
    expect(container.querySelectorAll('[role=row]').length).toBeLessThan(40)
    expect(pagesAsked()).toEqual([1, 1000])
  })

  it('goes on with J and back with K over the border of a page', async () => {
    const seen: (string | undefined)[] = []
    function Held() {
      const [sample, setSample] = useState<string | undefined>('qa:98')
      seen.push(sample)
      return (
        <SamplesView
          jobId="j"
          live={false}
          filters={NO_FILTERS}
          onFiltersChange={() => {}}
          sample={sample}
          onSampleChange={setSample}
        />
      )
    }
    const getSample = async (_job: string, task: string, index: number) => testSample(index, { task })
    render(
      <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
        <StudioPortProvider value={createFakePort({ listSamples, getSample })}>
          <Held />
        </StudioPortProvider>
      </QueryClientProvider>,
    )
    await screen.findByText('prompt 98')
    screen.getByRole('grid').focus()

    for (const [key, at] of [
      ['j', 99],
      ['j', 100],
      ['j', 101],
      ['k', 100],
    ] as const) {
      await userEvent.keyboard(key)
      await waitFor(() => expect(seen.at(-1)).toBe(`qa:${at}`))
    }
    expect(pagesAsked()).toEqual([1, 2])
  })

  it('asks for the wrong ones and for one category, as the address says', async () => {
    const filters = { ...NO_FILTERS, filter: 'wrong' as const, category: 'topic=geo' }
    render(
      <QueryClientProvider client={new QueryClient()}>
        <StudioPortProvider value={createFakePort({ listSamples })}>
          <SamplesView jobId="j" live={false} filters={filters} onFiltersChange={() => {}} />
        </StudioPortProvider>
      </QueryClientProvider>,
    )

    await screen.findByText('prompt 0')

    expect(listSamples.mock.calls[0]?.[1]).toMatchObject({ filter: 'wrong', category: 'topic=geo', page: 1 })
  })

  it('offers the categories that the rows have', async () => {
    const onFiltersChange = vi.fn()
    const sampleSummary = async () => ({
      rows: TOTAL,
      metrics: [],
      groups: [{ by: 'topic', values: [{ value: 'geo', rows: 7, metrics: {} }] }],
    })
    render(
      <QueryClientProvider client={new QueryClient()}>
        <StudioPortProvider value={createFakePort({ listSamples, sampleSummary })}>
          <SamplesView jobId="j" live={false} filters={NO_FILTERS} onFiltersChange={onFiltersChange} />
        </StudioPortProvider>
      </QueryClientProvider>,
    )
    await screen.findByText('prompt 0')

    await userEvent.click(screen.getByRole('combobox', { name: 'Category' }))
    await userEvent.click(await screen.findByText('topic: geo'))

    expect(onFiltersChange).toHaveBeenCalledWith({ ...NO_FILTERS, category: 'topic=geo' })
  })
})

it('tells which sample was opened, so that it can be linked to', async () => {
  const { user, onSampleChange } = open({ getSample: async () => shown })

  await user.click(await screen.findByText('first prompt'))

  expect(onSampleChange).toHaveBeenCalledWith('qa:0')
})
