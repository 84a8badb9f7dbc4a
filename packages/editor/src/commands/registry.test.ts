import { describe, expect, test } from 'vitest'
import { toKeys } from './keys.ts'
import { editorCommands } from './registry.ts'

const press = (key: string, modifiers: Partial<Record<'ctrlKey' | 'altKey' | 'shiftKey' | 'metaKey', boolean>> = {}) =>
  toKeys({
    key,
    code: `Key${key.toUpperCase()}`,
    ctrlKey: false,
    altKey: false,
    shiftKey: false,
    metaKey: false,
    ...modifiers,
  })

describe('the command table', () => {
  test('has one command per id and per key', () => {
    const ids = editorCommands.map((command) => command.id)
    expect(new Set(ids).size).toBe(ids.length)
    const keys = editorCommands.flatMap((command) => command.keys)
    expect(new Set(keys).size).toBe(keys.length)
  })

  test.each([
    ['Mod+Z', press('z', { ctrlKey: true })],
    ['Mod+Shift+Z', press('Z', { ctrlKey: true, shiftKey: true })],
    ['?', press('?', { shiftKey: true })],
    ['/', press('/')],
    ['F', press('f')],
    ['Shift+F', press('F', { shiftKey: true })],
    ['Shift+ArrowLeft', press('ArrowLeft', { shiftKey: true })],
    ['Alt+A', press('å', { altKey: true }).replace('Å', 'A')],
    ['Mod+Enter', press('Enter', { ctrlKey: true })],
  ])('%s reaches a command', (keys, pressed) => {
    expect(pressed).toBe(keys)
    expect(editorCommands.some((command) => command.keys.includes(pressed))).toBe(true)
  })

  test('covers what the habits ask for', () => {
    const ids = new Set(editorCommands.map((command) => command.id))
    const wanted = [
      'undo',
      'redo',
      'copy',
      'cut',
      'paste',
      'duplicate',
      'delete',
      'select-all',
      'tidy',
      'fit',
      'find',
      'run-all',
      'shortcuts',
    ]
    for (const id of wanted) expect(ids).toContain(id)
  })
})
