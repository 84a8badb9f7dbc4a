import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import type { ReactNode } from 'react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { ImportPreview, TemplateVersionItem } from './library-port.ts'
import { createFakePort } from '../fake-port.ts'
import { StudioPortProvider } from '../port.ts'
import { BatchDialog } from './batch-dialog.tsx'
import { useConfigsOfOtherTabs, useConfigWritten } from './config-cache.ts'
import { EditTemplateDialog } from './edit-template-dialog.tsx'
import { createFakeLibrary } from './fake-library.ts'
import { FitView } from './fit-view.tsx'
import { ImportTemplateDialog } from './import-dialog.tsx'
import type { ConfigLibraryPort } from './library-port.ts'
import { UsageView } from './usage-view.tsx'
import { VersionsDialog } from './versions-dialog.tsx'

afterEach(cleanup)

const nothing = () => {}
const newQueries = () => new QueryClient({ defaultOptions: { queries: { retry: false } } })

function show(element: ReactNode, library: Partial<ConfigLibraryPort>, queries = newQueries()) {
  const port = createFakePort({
    configLibrary: createFakeLibrary(library),
    listDatasets: async () => ({
      data: [],
      pagination: { page: 1, page_size: 10, current_page_size: 0, total_pages: 0, total_results: 0 },
    }),
  })
  render(
    <QueryClientProvider client={queries}>
      <StudioPortProvider value={port}>{element}</StudioPortProvider>
    </QueryClientProvider>,
  )
  return userEvent.setup()
}

const version = (number: number, current: boolean, max_tokens: number): TemplateVersionItem => ({
  version: number,
  ref: `default/qa_template@v${number}`,
  hash: `hash-${number}`,
  made_at: null,
  note: null,
  current,
  content: { type: 'custom', params: { max_tokens } },
})
const versions = async () => ({ data: [version(2, true, 32), version(1, false, 16)], next: null, newest: 2 })

describe('VersionsDialog', () => {
  it('shows what a version changed by field, and restores an old one over the current', async () => {
    const restore = vi.fn(async () => ({ version: 3, outcome: 'edited' as const }))
    const user = show(<VersionsDialog config="default/qa_template" onEdit={nothing} onClose={nothing} />, {
      versions,
      restore,
    })

    const row = await screen.findByRole('row', { name: /params\.max_tokens/ })
    expect(
      within(row)
        .getAllByRole('cell')
        .map((cell) => cell.textContent),
    ).toEqual(['16', '32'])
    expect(screen.queryByRole('button', { name: /^Restore/ })).toBeNull()
    await user.click(screen.getByRole('button', { name: /^v1/ }))
    await user.click(screen.getByRole('button', { name: 'Restore v1' }))

    await waitFor(() =>
      expect(restore).toHaveBeenCalledWith({ config: 'default/qa_template', version: 1, base_hash: 'hash-2' }),
    )
  })
})

describe('EditTemplateDialog', () => {
  it('saves against what was opened, and keeps what was typed when somebody else was first', async () => {
    const edit = vi.fn(async () => {
      throw new Error('Template "default/qa_template" is now at version 3.')
    })
    const check = async () => ({ problems: [{ path: 'params', message: 'is odd', severity: 'error' as const }] })
    const user = show(<EditTemplateDialog config="default/qa_template" onClose={nothing} />, { versions, edit, check })

    const content = await screen.findByLabelText('Content')
    expect((screen.getByRole('button', { name: /Save as v3/ }) as HTMLButtonElement).disabled).toBe(true)
    await user.clear(content)
    await user.click(content)
    await user.paste('{"type": "custom", "params": {"max_tokens": 64}}')
    expect(await screen.findByText('is odd')).toBeTruthy()
    await user.click(screen.getByRole('button', { name: /Save as v3/ }))

    expect((await screen.findByRole('alert')).textContent).toContain('is now at version 3')
    expect(edit).toHaveBeenCalledWith({
      config: 'default/qa_template',
      base_hash: 'hash-2',
      content: { type: 'custom', params: { max_tokens: 64 } },
    })
    expect((content as HTMLTextAreaElement).value).toContain('64')
  })
})

describe('ImportTemplateDialog', () => {
  const preview: ImportPreview = {
    name: 'qa_template',
    version: 2,
    hash: 'a',
    outcome: 'changed',
    existing_hash: 'hash-here',
    changes: [{ path: 'params.max_tokens', kind: 'changed', before: 1, after: 2 }],
    free_name: 'qa-2_template',
    needs: [
      { kind: 'column', name: 'question', path: 'tasks', here: false, detail: '0 of the 3 newest datasets here fit.' },
    ],
    problems: [],
  }
  const choose = async (user: ReturnType<typeof userEvent.setup>, text: string) =>
    user.upload(
      screen.getByLabelText('Choose a template file'),
      new File([text], 'qa.json', { type: 'application/json' }),
    )

  it('stores nothing over another content until told how', async () => {
    const store = vi.fn(async () => ({ config: 'default/qa_template', version: 3, outcome: 'edited' as const }))
    const user = show(<ImportTemplateDialog onClose={nothing} />, { importPreview: async () => preview, import: store })

    await choose(user, '{}')
    expect(await screen.findByText('0 of the 3 newest datasets here fit.')).toBeTruthy()
    expect((screen.getByRole('button', { name: 'Import template' }) as HTMLButtonElement).disabled).toBe(true)
    await user.click(screen.getByRole('radio', { name: /Make it the next version/ }))
    await user.click(screen.getByRole('button', { name: 'Make it the next version' }))

    await waitFor(() => expect(store).toHaveBeenCalledWith({ file: '{}', as: 'version', base_hash: 'hash-here' }))
  })

  it('shows why a file is refused, and offers nothing', async () => {
    const refuse = async () => Promise.reject(new Error('config.params.__proto__: a field may not have this name.'))
    const user = show(<ImportTemplateDialog onClose={nothing} />, { importPreview: refuse })

    await choose(user, 'x')

    expect((await screen.findByRole('alert')).textContent).toContain('config.params.__proto__')
    expect((screen.getByRole('button', { name: 'Import template' }) as HTMLButtonElement).disabled).toBe(true)
  })
})

it('BatchDialog says what would be made before anything is, and starts one batch', async () => {
  const counts = { create: 2, reuse: 1, unfit: 3, unknown: 0, error: 0 }
  const pagination = { page: 1, page_size: 50, current_page_size: 1, total_pages: 1, total_results: 1 }
  const data = [{ dataset: 'default/a', outcome: 'unfit' as const, config: null, reasons: ['no column "x"'] }]
  const startBatch = vi.fn(async () => Promise.reject(new Error('not now')))
  const user = show(
    <BatchDialog template="default/qa_template" datasets={['default/a']} onStarted={nothing} onClose={nothing} />,
    {
      batchPreview: async () => ({ data, pagination, counts }),
      startBatch,
    },
  )

  expect(await screen.findByText('2 new · 1 existing · 3 do not fit · 0 not known')).toBeTruthy()
  expect(screen.getByText('no column "x"')).toBeTruthy()
  expect((screen.getByRole('button', { name: /Run 3 jobs/ }) as HTMLButtonElement).disabled).toBe(true)
  await user.click(screen.getByRole('button', { name: 'Only create 2 configs' }))
  await screen.findByText('not now')
  await user.click(screen.getByRole('button', { name: 'Only create 2 configs' }))

  await waitFor(() => expect(startBatch).toHaveBeenCalledTimes(2))
  const ids = startBatch.mock.calls.map(([body]: unknown[]) => (body as { id: string }).id)
  expect(new Set(ids).size).toBe(1)
})

it('FitView names each cell in words and gives its reasons', async () => {
  const pagination = { page: 1, page_size: 20, current_page_size: 1, total_pages: 1, total_results: 1 }
  const user = show(<FitView onPreview={nothing} onRun={nothing} />, {
    fit: async () => ({
      templates: [{ ref: 'default/qa_template', type: 'custom', version: 1, needs: ['question'] }],
      datasets: [{ ref: 'default/faq', files_url: '', columns: null, records: null }],
      cells: [[{ fits: null, reasons: ['Its rows are on another server.'] }]],
      pagination: { templates: pagination, datasets: pagination },
    }),
  })

  await user.click(await screen.findByRole('button', { name: 'qa_template with faq: Not known' }))

  expect(await screen.findByText('Its rows are on another server.')).toBeTruthy()
})

it('UsageView gives the small chart its numbers as its name', async () => {
  const weeks = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 5]
  const row = {
    template: 'default/qa_template',
    exists: false,
    runs: 7,
    completed: 5,
    failed: 1,
    cancelled: 1,
    unfinished: 0,
  }
  const times = { first_run_at: '2026-01-01T00:00:00Z', last_run_at: '2026-01-02T00:00:00Z' }
  show(<UsageView />, {
    usage: async () => ({
      data: [{ ...row, ...times, datasets: 3, failure_rate: 1 / 6, weeks }],
      pagination: { page: 1, page_size: 20, current_page_size: 1, total_pages: 1, total_results: 1 },
    }),
  })

  expect(await screen.findByRole('img', { name: `Runs per week, oldest first: ${weeks.join(', ')}` })).toBeTruthy()
  expect(screen.getByText('deleted')).toBeTruthy()
  expect(screen.getByTitle('1 of 6 failed')).toBeTruthy()
})

it('a write here ends the look-ups of another tab', async () => {
  const [here, there] = [newQueries(), newQueries()]
  there.setQueryData(['library', 'usage'], 'old')
  there.setQueryData(['flows'], 'kept')
  function Listener() {
    useConfigsOfOtherTabs()
    return null
  }
  function Writer() {
    const written = useConfigWritten()
    return <button onClick={() => void written()}>write</button>
  }
  render(
    <>
      <QueryClientProvider client={there}>
        <Listener />
      </QueryClientProvider>
      <QueryClientProvider client={here}>
        <Writer />
      </QueryClientProvider>
    </>,
  )

  await userEvent.setup().click(screen.getByRole('button', { name: 'write' }))

  await waitFor(() => expect(there.getQueryState(['library', 'usage'])?.isInvalidated).toBe(true))
  expect(there.getQueryState(['flows'])?.isInvalidated).toBe(false)
})
