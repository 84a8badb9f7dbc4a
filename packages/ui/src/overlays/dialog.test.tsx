import { cleanup, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { TextInput } from '../controls/text-input.tsx'
import { findViolations, stubLayout } from '../test-support.ts'
import { ConfirmDialog } from './confirm-dialog.tsx'
import { Dialog } from './dialog.tsx'

beforeEach(() => stubLayout())
afterEach(cleanup)

function setUp(dirty: boolean) {
  const onOpenChange = vi.fn()
  const onSubmit = vi.fn()
  render(
    <Dialog
      open
      onOpenChange={onOpenChange}
      title="New evaluation config"
      description="A template says how to evaluate."
      preview={<pre>name</pre>}
      note="Nothing is saved until you create it."
      dirty={dirty}
      onSubmit={onSubmit}
    >
      <TextInput aria-label="Name" value="" onChange={() => {}} />
    </Dialog>,
  )
  return { user: userEvent.setup(), onOpenChange, onSubmit }
}

describe('Dialog', () => {
  test('is named, described and without axe violation', async () => {
    setUp(false)
    expect(screen.getByRole('dialog', { name: 'New evaluation config' })).toBeTruthy()
    expect(await findViolations()).toEqual([])
  })

  test('Esc closes it', async () => {
    const { user, onOpenChange } = setUp(false)
    await user.keyboard('{Escape}')
    expect(onOpenChange).toHaveBeenCalledWith(false)
  })

  test('Esc asks when something was entered, and discards only on request', async () => {
    const { user, onOpenChange } = setUp(true)
    await user.keyboard('{Escape}')
    await screen.findByRole('alertdialog', { name: 'Discard what you entered?' })
    expect(onOpenChange).not.toHaveBeenCalled()
    await user.click(screen.getByRole('button', { name: 'Discard' }))
    await waitFor(() => expect(onOpenChange).toHaveBeenCalledWith(false))
  })

  test('Ctrl+Enter submits, Enter alone does not', async () => {
    const { user, onSubmit } = setUp(false)
    await user.click(screen.getByRole('textbox', { name: 'Name' }))
    await user.keyboard('{Enter}')
    expect(onSubmit).not.toHaveBeenCalled()
    await user.keyboard('{Control>}{Enter}{/Control}')
    expect(onSubmit).toHaveBeenCalledOnce()
  })
})

describe('ConfirmDialog', () => {
  function confirm(onConfirm: () => Promise<void>) {
    const onOpenChange = vi.fn()
    const names = Array.from({ length: 411 }, (_, index) => `config_${index}`)
    render(
      <ConfirmDialog
        open
        onOpenChange={onOpenChange}
        title="Remove 411 configs?"
        consequence="Results and samples stay."
        names={names}
        confirmLabel="Remove 411 configs"
        onConfirm={onConfirm}
      />,
    )
    return { user: userEvent.setup(), onOpenChange }
  }

  test('Enter does not confirm', async () => {
    const onConfirm = vi.fn(async () => {})
    const { user } = confirm(onConfirm)
    expect(screen.getByText('and 403 more')).toBeTruthy()
    await user.keyboard('{Enter}')
    expect(onConfirm).not.toHaveBeenCalled()
  })

  test('stays open and says why when it fails', async () => {
    const { user, onOpenChange } = confirm(async () => {
      throw new Error('The server refused: 403.')
    })
    await user.click(screen.getByRole('button', { name: 'Remove 411 configs' }))
    expect((await screen.findByRole('alert')).textContent).toContain('403')
    expect(onOpenChange).not.toHaveBeenCalled()
  })
})
