import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createFakePort } from '../fake-port.ts'
import { StudioPortProvider, type StudioPort } from '../port.ts'
import type { CleanupRequest, ConfigItem, ConfigKindName } from '../wire.ts'
import { ConfigManager } from './config-manager.tsx'
import { createFakeLibrary } from './fake-library.ts'

afterEach(cleanup)

const item = (name: string, kind: ConfigKindName, more: Partial<ConfigItem> = {}): ConfigItem => ({
  namespace: 'default',
  name,
  kind,
  type: 'custom',
  template: null,
  template_changed: false,
  files_url: null,
  jobs: 0,
  runtime_configs: 0,
  last_used_at: null,
  created_at: '2026-11-21T10:00:00Z',
  in_use: false,
  metrics: ['f1'],
  ...more,
})
const pageOf = (data: ConfigItem[]) => ({
  data,
  pagination: { page: 1, page_size: 25, current_page_size: data.length, total_pages: 1, total_results: data.length },
  counts: { template: 1, direct: 0, runtime: 2 },
})

function open(port: StudioPort, kind: ConfigKindName) {
  const nothing = () => {}
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <StudioPortProvider value={port}>
        <ConfigManager
          kind={kind}
          onKindChange={nothing}
          search=""
          onSearchChange={nothing}
          page={1}
          onPageChange={nothing}
        />
      </StudioPortProvider>
    </QueryClientProvider>,
  )
  return userEvent.setup()
}

describe('ConfigManager', () => {
  it('names the consequences, as the server tells them, before a template is deleted', async () => {
    const plan = {
      config: 'default/qa_template',
      kind: 'template' as const,
      versions: 3,
      runtime_configs: 2,
      jobs: 3,
      unfinished: 0,
    }
    const remove = vi.fn(async () => plan)
    const configLibrary = createFakeLibrary({ deletion: async () => plan, delete: remove })
    const listConfigs = async () => pageOf([item('qa_template', 'template', { runtime_configs: 2, jobs: 3 })])
    const user = open(createFakePort({ listConfigs, configLibrary }), 'template')

    await user.click(await screen.findByRole('button', { name: 'Actions for qa_template' }))
    await user.click(await screen.findByRole('menuitem', { name: 'Delete…' }))
    const dialog = await screen.findByRole('alertdialog')
    expect(dialog.textContent).toContain('Its 3 kept versions go with it.')
    expect(dialog.textContent).toContain('2 runtime configs made from it stay')
    expect(dialog.textContent).toContain('Used by 3 jobs')
    expect(remove).not.toHaveBeenCalled()

    await user.click(within(dialog).getByRole('button', { name: 'Delete config' }))
    await waitFor(() => expect(remove).toHaveBeenCalledWith('default/qa_template'))
  })

  it('shows a dry run first and then removes exactly what it named', async () => {
    const requests: CleanupRequest[] = []
    const port = createFakePort({
      listConfigs: async () =>
        pageOf([item('qa_dataset_a', 'runtime'), item('qa_dataset_b', 'runtime', { in_use: true })]),
      cleanUpConfigs: async (request) => {
        requests.push(request)
        return {
          removed: ['default/qa_dataset_a'],
          kept: [{ ref: 'default/qa_dataset_b', reason: 'a running job uses it' }],
          dry_run: request.dry_run,
        }
      },
    })
    const user = open(port, 'runtime')

    await user.click(await screen.findByRole('button', { name: /Clean up all/ }))
    expect(await screen.findByText('1 would be removed')).toBeTruthy()
    expect(screen.getByText('a running job uses it')).toBeTruthy()
    await user.click(screen.getByRole('button', { name: 'Remove 1' }))

    await waitFor(() =>
      expect(requests).toEqual([
        { policy: { all: true }, dry_run: true },
        { refs: ['default/qa_dataset_a'], dry_run: false },
      ]),
    )
  })

  it('tells apart no permission, a failure and an empty list', async () => {
    open(
      createFakePort({ listConfigs: async () => Promise.reject(Object.assign(new Error('no'), { status: 403 })) }),
      'template',
    )
    expect(await screen.findByText('No access')).toBeTruthy()
    cleanup()

    open(createFakePort({ listConfigs: async () => Promise.reject(new Error('broken')) }), 'template')
    expect(await screen.findByText('broken')).toBeTruthy()
    cleanup()

    open(createFakePort({ listConfigs: async () => pageOf([]) }), 'template')
    expect(await screen.findByText('No templates yet')).toBeTruthy()
  })
})
