import { describe, expect, it } from 'vitest'
import { createPhaseLock } from './phase-lock.ts'

describe('createPhaseLock', () => {
  it('runs shared work side by side, exclusive work alone, in order of asking', async () => {
    const lock = createPhaseLock()
    const events: string[] = []
    const gates = new Map<string, () => void>()
    const work = (name: string) => () => {
      events.push(`+${name}`)
      return new Promise<void>((resolve) => gates.set(name, resolve)).then(() => void events.push(`-${name}`))
    }
    const all = [lock.shared(work('a')), lock.shared(work('b')), lock.exclusive(work('X')), lock.shared(work('c'))]
    const finish = async (index: number, name: string) => {
      gates.get(name)?.()
      await all[index]
      await Promise.resolve()
    }

    await Promise.resolve()
    await finish(1, 'b')
    await finish(0, 'a')
    await finish(2, 'X')
    await finish(3, 'c')

    expect(events).toEqual(['+a', '+b', '-b', '-a', '+X', '-X', '+c', '-c'])
  })

  it('goes on after work that fails', async () => {
    const lock = createPhaseLock()

    await expect(lock.exclusive(() => Promise.reject(new Error('no')))).rejects.toThrow('no')

    expect(await lock.exclusive(() => Promise.resolve(1))).toBe(1)
  })
})
