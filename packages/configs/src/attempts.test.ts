import { describe, expect, it } from 'vitest'
import { isAbort, isPassing, statusOf, withRetries } from './attempts.ts'
import { effectsOf, fakeConfigs, HttpError } from './fake-configs.ts'

const abort = new DOMException('stopped', 'AbortError')

describe('statusOf', () => {
  it.each([
    ['an answer', new HttpError(404), 404],
    ['nothing', null, undefined],
    ['a text', 'status', undefined],
    ['an error without status', new Error('socket hang up'), undefined],
    ['a status that is no number', { status: '404' }, undefined],
  ])('reads %s', (_case, error, status) => {
    expect(statusOf(error)).toBe(status)
  })
})

describe('isPassing', () => {
  it.each([408, 425, 429, 500, 503])('[F4] waits for %i to pass', (status) => {
    expect(isPassing(new HttpError(status))).toBe(true)
  })

  it.each([400, 401, 403, 404, 409, 422, 499])('[F4] takes %i for an answer', (status) => {
    expect(isPassing(new HttpError(status))).toBe(false)
  })

  it.each([
    ['no answer', new Error('socket hang up'), true],
    ['no answer, as fetch says it', new TypeError('fetch failed', { cause: new Error('ECONNREFUSED') }), true],
    ['a mistake of ours', new TypeError('x is not a function'), false],
    ['[F9] an abort', abort, false],
  ])('tells %s', (_case, error, expected) => {
    expect(isPassing(error)).toBe(expected)
  })
})

it('[F9] knows an abort by its name, and nothing else', () => {
  expect([abort, new Error('AbortError'), { name: 'AbortError' }].map(isAbort)).toEqual([true, false, false])
})

describe('withRetries', () => {
  const failing = async (error: unknown) => {
    const effects = { ...effectsOf(fakeConfigs()), random: () => 0.5 }
    await expect(withRetries(() => Promise.reject(error as Error), effects)).rejects.toBe(error)
    return effects.waitedMs
  }

  it('[F4] waits a random part of a growing time', async () => {
    expect(await failing(new HttpError(503))).toEqual([125, 250, 500])
  })

  it.each([
    ['[F7] at least what the server asks', new HttpError(429, '', 300), [300, 300, 500]],
    ['[F7] a minute at most', new HttpError(429, '', 900_000), [60_000, 60_000, 60_000]],
    ['its own time where what is asked is no number', { retryAfterMs: '9000' }, [125, 250, 500]],
    ['its own time where nothing is said', null, [125, 250, 500]],
    ['its own time after a text', 'retryAfterMs', [125, 250, 500]],
  ])('waits %s', async (_rule, error, expected) => {
    expect(await failing(error)).toEqual(expected)
  })

  it('[F9] hands the signal to the wait, so that an abort ends it', async () => {
    const { signal } = new AbortController()
    const seen: unknown[] = []
    const sleep = (_ms: number, given?: AbortSignal) => Promise.resolve(void seen.push(given))
    let tries = 0

    const action = () => ((tries += 1) === 1 ? Promise.reject(new HttpError(503)) : Promise.resolve('done'))

    expect(await withRetries(action, { ...effectsOf(fakeConfigs()), sleep, signal })).toBe('done')
    expect(seen).toEqual([signal])
  })
})
