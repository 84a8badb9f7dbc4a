// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

const commands = [
  { id: 'run', keys: ['Mod+Enter'] },
  { id: 'fit', keys: ['F'] },
  { id: 'find', keys: ['Mod+F', '/'] },
] as const
const [run, fit, find] = commands

/** A fresh page: what was kept is read again. */
async function load() {
  vi.resetModules()
  return import('./keymap.ts')
}

beforeEach(() => localStorage.clear())
afterEach(() => localStorage.clear())

describe('the keymap', () => {
  test('gives the table’s own keys until somebody chooses', async () => {
    const { keysOf, isRebound } = await load()

    expect(commands.map((command) => keysOf(command))).toEqual([['Mod+Enter'], ['F'], ['Mod+F', '/']])
    expect(isRebound(fit)).toBe(false)
  })

  test('takes a key from the command that had it, and keeps that over a reload', async () => {
    const first = await load()
    expect(first.ownerOf(commands, 'F', 'run')?.id).toBe('fit')
    first.setKey(commands, run, 'F')
    const { keysOf } = await load()

    expect([keysOf(run), keysOf(fit)]).toEqual([['F'], []])
  })

  test('leaves the other key of a command that loses one', async () => {
    const { keysOf, setKey } = await load()

    setKey(commands, fit, '/')

    expect(keysOf(find)).toEqual(['Mod+F'])
  })

  test('goes back: one command, or all', async () => {
    const { keysOf, resetKeys, setKey } = await load()
    setKey(commands, run, 'F')
    setKey(commands, find, 'Q')

    resetKeys(commands, fit)
    expect([keysOf(fit), keysOf(run), keysOf(find)]).toEqual([['F'], [], ['Q']])
    resetKeys(commands)

    expect(commands.map((command) => keysOf(command))).toEqual([['Mod+Enter'], ['F'], ['Mod+F', '/']])
    expect(localStorage).toHaveLength(0)
  })

  test('knows what the browser keeps, and what is no key yet', async () => {
    const { isComplete, isReserved } = await load()

    expect([isReserved('Mod+W'), isReserved('Tab'), isReserved('Mod+E')]).toEqual([true, true, false])
    expect([isComplete('Shift'), isComplete('Mod+Control'), isComplete('Shift+K')]).toEqual([false, false, true])
  })

  test.each(['not json', '7', '{"run":5}', '{"run":["F",1]}'])('reads %s as nothing chosen', async (text) => {
    localStorage.setItem('evalflow.keys', text)

    const { keysOf } = await load()

    expect(keysOf(run)).toEqual(['Mod+Enter'])
  })
})
