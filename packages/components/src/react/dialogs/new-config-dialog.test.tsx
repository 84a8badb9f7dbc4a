import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { JsonObject } from '../../services.ts'
import { createFakePort } from '../fake-port.ts'
import { StudioPortProvider, type StudioPort } from '../port.ts'
import { NewConfigDialog } from './new-config-dialog.tsx'

afterEach(cleanup)
// jsdom lays nothing out
Element.prototype.scrollIntoView = () => {}

const connected = {
  namespace: 'default',
  name: 'tickets',
  files_url: 'hf://datasets/default/tickets/v1',
  records: 2,
  columns: ['prompt', 'ideal_response'],
  size_bytes: 10,
  hash: null,
}

function open(port: StudioPort, withDataset = true) {
  const onCreated = vi.fn()
  const onClose = vi.fn()
  render(
    <QueryClientProvider client={new QueryClient()}>
      <StudioPortProvider value={port}>
        <NewConfigDialog
          namespace="default"
          connected={withDataset ? connected : null}
          onCreated={onCreated}
          onClose={onClose}
        />
      </StudioPortProvider>
    </QueryClientProvider>,
  )
  return { user: userEvent.setup(), onCreated, onClose }
}

const nameField = () => screen.getByRole('textbox', { name: /Config name/ })
const create = (label = /Create template/) => screen.getAllByRole('button', { name: label }).at(-1) as HTMLElement

describe('NewConfigDialog', () => {
  it('shows the exact name before anything is created, and what a run over the connected dataset becomes', async () => {
    const { user } = open(createFakePort())

    await user.type(nameField(), 'support')

    expect(screen.getByText('support_template')).toBeTruthy()
    expect(screen.getByText('hf://datasets/template/placeholder')).toBeTruthy()
    expect(screen.getByText('support_dataset_tickets_v1')).toBeTruthy()
    expect(screen.getByText('Fits tickets')).toBeTruthy()
  })

  it('creates exactly what the preview showed', async () => {
    const bodies: JsonObject[] = []
    const { user, onCreated, onClose } = open(
      createFakePort({ createConfig: async (body) => (bodies.push(body), body) }),
    )

    await user.type(nameField(), 'support')
    await user.click(create())

    await waitFor(() => expect(onCreated).toHaveBeenCalledWith({ ref: 'default/support_template', kind: 'template' }))
    expect(bodies).toMatchObject([
      {
        name: 'support_template',
        type: 'custom',
        tasks: { template_task: { dataset: { files_url: 'hf://datasets/template/placeholder' } } },
      },
    ])
    expect(onClose).toHaveBeenCalled()
  })

  it('fixes the config to the dataset on the wire when that is chosen', async () => {
    const bodies: JsonObject[] = []
    const { user } = open(createFakePort({ createConfig: async (body) => (bodies.push(body), body) }))

    await user.type(nameField(), 'support')
    await user.click(screen.getByRole('radio', { name: /Use input dataset/ }))
    await user.click(create(/Create config/))

    await waitFor(() =>
      expect(bodies).toMatchObject([
        { name: 'support_dataset_tickets_v1', tasks: { main_task: { dataset: { files_url: connected.files_url } } } },
      ]),
    )
  })

  it('does not offer the input dataset when none is connected', () => {
    open(createFakePort(), false)

    expect(screen.getByRole('radio', { name: /Use input dataset/ })).toHaveProperty('disabled', true)
  })

  it('greys out a type that the server cannot run, with its reason', async () => {
    const system = vi.fn(async () => ({
      version: '0.1.0',
      connection: { id: 'embedded', kind: 'embedded' as const, label: 'This machine' },
      default_model: null,
      evaluation_types: [
        { id: 'custom', available: true },
        { id: 'bigcode_evaluation_harness', available: false, reason: 'No sandbox: bwrap was not found.' },
      ],
      sandbox: { available: false, reason: 'No sandbox: bwrap was not found.' },
      secrets: true,
    }))
    const { user } = open(createFakePort({ system }))

    await waitFor(() => expect(system).toHaveBeenCalled())
    screen.getByRole('combobox', { name: /type/i }).focus()
    await user.keyboard('{Enter}')

    const option = await screen.findByRole('option', { name: /BigCode/ })
    expect(option.textContent).toContain('bwrap was not found')
    expect(option.getAttribute('aria-disabled')).toBe('true')
    expect(screen.getByRole('option', { name: /^Custom/ }).getAttribute('aria-disabled')).not.toBe('true')
  })

  it('does not wait for the server to tell what it can run', async () => {
    const createConfig = vi.fn(async (body: JsonObject) => body)
    const { user } = open(createFakePort({ system: () => new Promise(() => {}), createConfig }))

    await user.type(nameField(), 'support')
    await user.click(create())

    await waitFor(() => expect(createConfig).toHaveBeenCalled())
  })

  it('names what is missing at its field and sends nothing', async () => {
    const createConfig = vi.fn()
    const { user } = open(createFakePort({ createConfig }))

    await user.click(create())

    expect(screen.getByRole('alert').textContent).toContain('required')
    expect(createConfig).not.toHaveBeenCalled()
  })

  it.each([
    [409, /already a config of this name/],
    [403, /no permission/],
    [500, /server broke/],
  ])('shows a %i and keeps everything that was typed', async (status, text) => {
    const createConfig = async () => {
      throw Object.assign(new Error('server broke'), { status })
    }
    const { user, onClose } = open(createFakePort({ createConfig }))

    await user.type(nameField(), 'support')
    await user.click(create())

    await waitFor(() =>
      expect(screen.getAllByRole('alert').some((alert) => text.test(alert.textContent ?? ''))).toBe(true),
    )
    expect(nameField()).toHaveProperty('value', 'support')
    expect(onClose).not.toHaveBeenCalled()
  })

  it('leaves no trace when it is cancelled', async () => {
    const createConfig = vi.fn()
    const { user, onClose, onCreated } = open(createFakePort({ createConfig }))

    await user.type(nameField(), 'support')
    await user.click(screen.getByRole('button', { name: /Cancel/ }))

    expect(onClose).toHaveBeenCalled()
    expect(createConfig).not.toHaveBeenCalled()
    expect(onCreated).not.toHaveBeenCalled()
  })
})
