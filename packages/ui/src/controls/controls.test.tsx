import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { findViolations, stubLayout } from '../test-support.ts'
import { Button, IconButton } from './button.tsx'
import { Checkbox, CheckboxGroup } from './checkbox.tsx'
import { Field } from './field.tsx'
import { NumberInput, parseNumber } from './number-input.tsx'
import { RadioCards } from './radio-cards.tsx'
import { Select } from './select.tsx'
import { TextArea, TextInput } from './text-input.tsx'

beforeEach(() => stubLayout())
afterEach(cleanup)

function Form() {
  const [name, setName] = useState('support')
  const [tokens, setTokens] = useState<number | null>(256)
  const [metrics, setMetrics] = useState<string[]>(['f1'])
  const [kind, setKind] = useState('template')
  const [on, setOn] = useState(false)
  return (
    <form>
      <Field label="Config name" hint="7 / 239" help="Becomes part of the id." error="Taken." required>
        <TextInput value={name} onChange={setName} />
      </Field>
      <Field label="Prompt">
        <TextArea value={name} onChange={setName} />
      </Field>
      <Field label="Max tokens">
        <NumberInput value={tokens} onChange={setTokens} min={1} max={300} unit="tokens" />
      </Field>
      <Field label="Metrics" group>
        <CheckboxGroup
          value={metrics}
          onChange={setMetrics}
          options={[
            { value: 'bleu', label: 'BLEU' },
            { value: 'f1', label: 'F1' },
            { value: 'bert', label: 'BERTScore', unavailable: 'not yet available' },
          ]}
        />
      </Field>
      <Field label="Dataset" group>
        <RadioCards
          value={kind}
          onChange={setKind}
          options={[
            { value: 'template', label: 'Create template (no dataset)', help: 'One config for any dataset.' },
            { value: 'existing', label: 'Use existing dataset' },
          ]}
        />
      </Field>
      <Field label="Type">
        <Select value="gone" onChange={() => {}} options={[{ value: 'a', label: 'A' }]} />
      </Field>
      <Checkbox checked={on} onChange={setOn} label="Clean up" />
      <IconButton label="Undo" icon={<svg aria-hidden />} shortcut="Mod+Z" />
      <output>{JSON.stringify({ name, tokens, metrics, kind, on })}</output>
    </form>
  )
}

const values = () => JSON.parse(screen.getByRole('status').textContent ?? '') as unknown

describe('controls', () => {
  test('have names, descriptions and no axe violation', async () => {
    const { container } = render(<Form />)
    expect(await findViolations(container)).toEqual([])
    const name = screen.getByRole('textbox', { name: 'Config name' })
    expect(name).toHaveProperty('ariaInvalid')
    expect(name.getAttribute('aria-invalid')).toBe('true')
    const described = (name.getAttribute('aria-describedby') ?? '')
      .split(' ')
      .map((id) => document.getElementById(id)?.textContent)
    expect(described).toEqual(['Taken.', 'Becomes part of the id.'])
  })

  test('give their values', async () => {
    const user = userEvent.setup()
    render(<Form />)
    await user.click(screen.getByRole('checkbox', { name: 'BLEU' }))
    await user.click(screen.getByRole('radio', { name: /Use existing/ }))
    await user.click(screen.getByText('Clean up'))
    expect(values()).toMatchObject({ metrics: ['bleu', 'f1'], kind: 'existing', on: true })
  })

  test('a select shows a value that its list lost', () => {
    render(<Form />)
    expect(screen.getByRole('combobox', { name: 'Type' }).textContent).toContain('gone')
  })
})

describe('NumberInput', () => {
  test('keeps what is typed, and gives only numbers', async () => {
    const user = userEvent.setup()
    render(<Form />)
    const input = screen.getByRole('spinbutton', { name: 'Max tokens' })
    await user.clear(input)
    expect(values()).toMatchObject({ tokens: null })
    await user.type(input, '12x')
    expect(input).toHaveProperty('value', '12x')
    expect(input.getAttribute('aria-invalid')).toBe('true')
    expect(values()).toMatchObject({ tokens: 12 })
  })

  test('steps with arrows within its range', async () => {
    const user = userEvent.setup()
    render(<Form />)
    await user.click(screen.getByRole('spinbutton', { name: 'Max tokens' }))
    await user.keyboard('{ArrowUp}')
    expect(values()).toMatchObject({ tokens: 257 })
    await user.keyboard('{Shift>}' + '{ArrowUp}'.repeat(9) + '{/Shift}')
    expect(values()).toMatchObject({ tokens: 300 })
  })

  test.each([
    ['', null],
    ['1,5', 1.5],
    ['-.5', -0.5],
    ['1e3', 1000],
    ['1.2.3', undefined],
    ['0x10', undefined],
    ['∞', undefined],
  ])('parses %j as %j', (text, expected) => expect(parseNumber(text)).toBe(expected))
})

test('a busy button keeps focus and ignores clicks', async () => {
  const user = userEvent.setup()
  const onClick = vi.fn()
  render(
    <Button busy onClick={onClick}>
      Run
    </Button>,
  )
  const button = screen.getByRole('button', { name: 'Run' })
  await user.click(button)
  expect(onClick).not.toHaveBeenCalled()
  expect(document.activeElement).toBe(button)
})
