import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { Button, Field, TextInput } from './index.ts'

afterEach(cleanup)

test('the example of the README is a named field with its error', () => {
  render(
    <Field label="Config name" hint="0 / 239" error="Give it a name.">
      <TextInput value="" onChange={() => {}} trailing={<Button size="small">Save</Button>} />
    </Field>,
  )
  const field = screen.getByRole('textbox', { name: 'Config name' })
  expect(field.getAttribute('aria-invalid')).toBe('true')
  expect(screen.getByRole('alert').textContent).toBe('Give it a name.')
})
