import { describe, expect, it } from 'vitest'
import { effectsOf, fakeConfigs, HttpError } from './fake-configs.ts'
import { findOrCreate, readConfig, toConfigError, type Wanted } from './find-or-create.ts'

const ref = { namespace: 'default', name: 'qa' }
const stored = { ...ref, type: 'custom' }
const wanted = (names: readonly string[] = ['qa']): Wanted => ({
  namespace: 'default',
  names,
  body: (name) => ({ ...stored, name }),
  fits: (config) => config.params == null,
})
/** A server that has the config and shows it only after `blind` look-ups. */
const lagging = (blind: number) => {
  const configs = fakeConfigs([stored])
  configs.trouble = (verb, n) => {
    if (verb === 'get' && n <= blind) throw new HttpError(404)
  }
  return configs
}

describe('findOrCreate', () => {
  it('[R6] looks again, at growing distance, where the server does not show yet what it has', async () => {
    const effects = { ...effectsOf(lagging(3)), random: () => 0.5 }

    expect(await findOrCreate(wanted(), effects)).toMatchObject({ outcome: 'reused', ref })
    expect(effects.waitedMs).toEqual([500, 1000])
  })

  it('[R6] gives up after five rounds, and says what could not be created', async () => {
    const configs = lagging(99)

    await expect(findOrCreate(wanted(), effectsOf(configs))).rejects.toMatchObject({
      code: 'config_not_created',
      message: expect.stringContaining('default/qa') as string,
    })
    expect(configs.calls.filter((call) => call.startsWith('create'))).toHaveLength(5)
  })

  it('[R4] takes the next name where something else has the first; without one left it names the last', async () => {
    const other = { ...stored, params: { parallelism: 1 } }
    const configs = fakeConfigs([other, { ...other, name: 'qa2' }])

    await expect(findOrCreate(wanted(['qa', 'qa2']), effectsOf(configs))).rejects.toMatchObject({
      code: 'config_exists',
      details: { ref: 'default/qa2' },
    })
    expect(await findOrCreate(wanted(['qa', 'qa2', 'qa3']), effectsOf(configs))).toMatchObject({
      outcome: 'created',
      ref: { namespace: 'default', name: 'qa3' },
    })
  })
})

describe('readConfig', () => {
  it('gives nothing where there is none, and says where an answer is no config', async () => {
    const broken = fakeConfigs([{ ...ref, type: 'custom', params: { parallelism: 'many' } }])

    expect(await readConfig(ref, effectsOf(fakeConfigs()))).toBeUndefined()
    await expect(readConfig(ref, effectsOf(broken))).rejects.toMatchObject({
      code: 'invalid_config',
      message: expect.stringMatching(/"default\/qa".*params\.parallelism: (?!not a config)\S/) as string,
    })
  })
})

describe('toConfigError', () => {
  it.each([
    ['[F6] no login', 401, 'not_permitted'],
    ['[F6] no permission', 403, 'not_permitted'],
    ['[F7] too many requests', 429, 'rate_limited'],
    ['[F5] a body refused', 400, 'config_rejected'],
    ['[F5] a namespace that is not there', 404, 'config_rejected'],
    ['[F5] a value refused', 422, 'config_rejected'],
    ['[F5] a server that is not well', 500, 'config_not_created'],
    ['[F5] a conflict', 409, 'config_not_created'],
  ])('%s', (_rule, status, code) => {
    const cause = new HttpError(status)

    expect(toConfigError(cause, 'create', ref)).toMatchObject({ code, cause })
  })

  it('[F9] lets an abort and its own errors through, and wraps any other', () => {
    const abort = new DOMException('stopped', 'AbortError')
    const own = toConfigError(new HttpError(403), 'read', ref)
    const lost = new Error('socket hang up')

    expect(toConfigError(abort, 'read', ref)).toBe(abort)
    expect(toConfigError(own, 'read', ref)).toBe(own)
    expect(toConfigError(lost, 'read', ref)).toMatchObject({ code: 'config_not_created', cause: lost })
    expect(toConfigError({ name: 'AbortError' }, 'read', ref)).toMatchObject({ code: 'config_not_created' })
  })
})
