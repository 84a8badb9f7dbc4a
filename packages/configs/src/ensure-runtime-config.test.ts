import { describe, expect, it } from 'vitest'
import { cleanUpRuntimeConfig } from './clean-up.ts'
import type { DatasetInput, EvaluationConfig, JsonObject } from './config-types.ts'
import { ensureRuntimeConfig } from './ensure-runtime-config.ts'
import { effectsOf, fakeConfigs, type FakeConfigs, HttpError } from './fake-configs.ts'
import { createConfig } from './store-config.ts'

const parts = {
  type: 'custom',
  params: { parallelism: 4 },
  task: { type: 'chat-completion', dataset: { limit: 5 }, metrics: { em: { type: 'em' } } },
}
const templateInput = { name: 'qa', namespace: 'default', class: 'template' as const, parts }
const templateBody: JsonObject = {
  type: 'custom',
  namespace: 'default',
  name: 'qa_template',
  params: { parallelism: 4 },
  tasks: { template_task: { ...parts.task, dataset: { limit: 5, files_url: 'hf://datasets/template/placeholder' } } },
  custom_fields: { evalflow: { kind: 'template' } },
}
const template = { namespace: 'default', name: 'qa_template' }
const tickets: DatasetInput = { files_url: 'hf://datasets/default/tickets/v1' }
const RUNTIME = 'default/qa_dataset_tickets_v1'

const store = (...more: JsonObject[]) => fakeConfigs([templateBody, ...more])
const ensure = (configs: FakeConfigs, dataset = tickets) =>
  ensureRuntimeConfig({ template, dataset }, effectsOf(configs))
const creates = (configs: FakeConfigs) => configs.calls.filter((call) => call.startsWith('create'))

describe('ensureRuntimeConfig', () => {
  it('[R3] [I1] defects 1, 2, 4: creates a named copy of the template that reads the dataset and records where it came from', async () => {
    const configs = store()

    const made = await ensure(configs)

    expect(made).toMatchObject({
      kind: 'runtime',
      outcome: 'created',
      fallback: null,
      ref: { namespace: 'default', name: 'qa_dataset_tickets_v1' },
    })
    expect(configs.stored.get(RUNTIME)).toMatchObject({
      type: 'custom',
      params: { parallelism: 4 },
      tasks: {
        template_task: { dataset: { files_url: tickets.files_url, limit: 5 }, metrics: { em: { type: 'em' } } },
      },
      custom_fields: {
        evalflow: {
          kind: 'runtime',
          template: 'default/qa_template',
          files_url: tickets.files_url,
          template_hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
        },
      },
    })
    expect(configs.stored.get('default/qa_template')).toEqual(templateBody)
  })

  it('[R3] defect 5: finds it again by name in two requests, among any number of configs', async () => {
    const configs = store(
      ...Array.from({ length: 2_000 }, (_, i) => ({ type: 'custom', namespace: 'default', name: `other${i}` })),
    )
    await ensure(configs)
    configs.calls.length = 0

    const again = await ensure(configs)

    expect(again.outcome).toBe('reused')
    expect(configs.calls).toEqual(['get default/qa_template', `get ${RUNTIME}`])
  })

  it('[R4] defect 7: gives two datasets of one id a config each, and finds both again', async () => {
    const configs = store()
    const other = { files_url: 'hf://datasets/elsewhere/tickets/v1' }

    const names = [
      await ensure(configs),
      await ensure(configs, other),
      await ensure(configs),
      await ensure(configs, other),
    ].map(({ ref }) => ref.name)

    expect(names[0]).toBe('qa_dataset_tickets_v1')
    expect(names[1]).toMatch(/^qa_dataset_tickets_v1-[0-9a-f]{10}$/)
    expect(names.slice(2)).toEqual(names.slice(0, 2))
    expect(configs.stored.size).toBe(3)
  })

  it('[R4] takes the same URL at another hub for another dataset', async () => {
    const configs = store()

    const here = await ensure(configs)
    const there = await ensure(configs, { ...tickets, hf_endpoint: 'https://huggingface.co' })

    expect(there.ref.name).not.toBe(here.ref.name)
  })

  it('[R5] makes a new config once the template was edited, and one again once it is as before', async () => {
    const configs = store()
    const first = await ensure(configs)
    configs.stored.set('default/qa_template', { ...templateBody, params: { parallelism: 8 } })

    const edited = await ensure(configs)
    configs.stored.set('default/qa_template', { ...templateBody, description: 'other words' })
    const back = await ensure(configs)

    expect(edited.outcome).toBe('created')
    expect(edited.config.params).toEqual({ parallelism: 8 })
    expect(back).toMatchObject({ outcome: 'reused', ref: first.ref })
  })

  it('[R6] ends with one config however many launch at once', async () => {
    const configs = store()

    const all = await Promise.all(Array.from({ length: 20 }, () => ensure(configs)))

    expect(new Set(all.map(({ ref }) => ref.name)).size).toBe(1)
    expect(all.filter(({ outcome }) => outcome === 'created')).toHaveLength(1)
    expect(configs.stored.size).toBe(2)
  })

  it('[R6] ends with one config when two datasets of one id race', async () => {
    const configs = store()
    const other = { files_url: 'hf://datasets/elsewhere/tickets/v1' }

    await Promise.all(Array.from({ length: 10 }, (_, i) => ensure(configs, i % 2 ? tickets : other)))

    const urls = [...configs.stored.values()].map((config) => JSON.stringify(config['custom_fields']))
    expect(configs.stored.size).toBe(3)
    expect(new Set(urls).size).toBe(3)
  })

  it('[R7] takes the 409 after a lost answer for what it is', async () => {
    const configs = store()
    configs.lost = (n) => {
      if (n === 1) throw new Error('socket hang up')
    }

    const made = await ensure(configs)

    expect(made).toMatchObject({ outcome: 'reused', ref: { name: 'qa_dataset_tickets_v1' } })
    expect(configs.stored.size).toBe(2)
  })

  it('[R8] reuses one made elsewhere only if it says exactly the same', async () => {
    const same = {
      type: 'custom',
      namespace: 'default',
      name: 'qa_dataset_tickets_v1',
      params: { parallelism: 4 },
      tasks: { template_task: { ...parts.task, dataset: { files_url: tickets.files_url, limit: 5 } } },
    }

    expect(await ensure(store(same))).toMatchObject({ outcome: 'reused' })
    const other = await ensure(store({ ...same, params: { parallelism: 1 } }))
    expect(other.ref.name).toMatch(/-[0-9a-f]{10}$/)
  })

  it('[R8] does not reuse one whose dataset was changed behind its record', async () => {
    const configs = store()
    await ensure(configs)
    const stored = configs.stored.get(RUNTIME) ?? {}
    configs.stored.set(RUNTIME, {
      ...stored,
      tasks: { template_task: { type: 'chat-completion', dataset: { files_url: 'hf://datasets/x/y' } } },
    })

    const made = await ensure(configs)

    expect(made.outcome).toBe('created')
    expect(made.ref.name).not.toBe('qa_dataset_tickets_v1')
  })

  it('[F1] falls back to a direct config when the template is gone, and says so', async () => {
    const configs = fakeConfigs()
    const lastKnown = templateBody as EvaluationConfig

    const made = await ensureRuntimeConfig({ template, dataset: tickets, lastKnown }, effectsOf(configs))

    expect(made).toMatchObject({ kind: 'direct', fallback: 'template_not_found', outcome: 'created' })
    expect(made.message).toContain('default/qa_template is gone')
    expect(configs.stored.get(RUNTIME)).toMatchObject({
      tasks: { main_task: { dataset: { files_url: tickets.files_url, limit: 5 } } },
      custom_fields: { evalflow: { kind: 'direct' } },
    })
    await expect(ensureRuntimeConfig({ template, dataset: tickets }, effectsOf(configs))).rejects.toMatchObject({
      code: 'template_not_found',
    })
  })

  it.each(['', '  ', 'hf://datasets/template/placeholder'])(
    '[F2] refuses %j as a dataset without a request',
    async (files_url) => {
      const configs = store()

      await expect(ensure(configs, { files_url })).rejects.toMatchObject({ code: 'dataset_required' })
      expect(configs.calls).toEqual([])
    },
  )

  it('[F2] [F3] tells a dataset that is gone from one that has moved', async () => {
    const dataset = { ...tickets, ref: 'default/tickets' }
    const gone = { ...effectsOf(store()), datasets: { get: () => Promise.reject(new HttpError(404)) } }
    const moved = {
      ...effectsOf(store()),
      datasets: { get: () => Promise.resolve({ files_url: 'hf://datasets/default/tickets/v2' }) },
    }

    await expect(ensureRuntimeConfig({ template, dataset }, gone)).rejects.toMatchObject({
      code: 'dataset_unavailable',
      message: expect.stringContaining('"default/tickets"') as string,
    })
    await expect(ensureRuntimeConfig({ template, dataset }, moved)).rejects.toMatchObject({
      code: 'dataset_url_changed',
      message: expect.stringContaining('v2') as string,
    })
  })

  it('[F4] tries a failing creation again with growing delay', async () => {
    const configs = store()
    configs.trouble = (verb, n) => {
      if (verb === 'create' && n <= 3) throw new HttpError(503)
    }
    const effects = effectsOf(configs)

    const made = await ensureRuntimeConfig({ template, dataset: tickets }, effects)

    expect(made.outcome).toBe('created')
    expect(effects.waitedMs).toEqual([250, 500, 1000])
  })

  it('[F5] then falls back to a direct config, and says so', async () => {
    const configs = store()
    configs.trouble = (verb, n) => {
      if (verb === 'create' && n <= 4) throw new HttpError(500)
    }

    const made = await ensure(configs)

    expect(made).toMatchObject({ kind: 'direct', fallback: 'creation_failed' })
    expect(made.message).toContain('could not be created')
  })

  it('[F5] names the first cause when the fallback fails as well', async () => {
    const configs = store()
    configs.trouble = (verb) => {
      if (verb === 'create') throw new HttpError(500, 'database is down')
    }

    await expect(ensure(configs)).rejects.toMatchObject({
      code: 'config_not_created',
      message: expect.stringContaining('database is down') as string,
    })
    expect(creates(configs)).toHaveLength(8)
  })

  it('[F6] does not try again, nor fall back, without permission', async () => {
    const configs = store()
    configs.trouble = (verb) => {
      if (verb === 'create') throw new HttpError(403)
    }

    await expect(ensure(configs)).rejects.toMatchObject({
      code: 'not_permitted',
      message: expect.stringContaining('write access') as string,
    })
    expect(creates(configs)).toHaveLength(1)
  })

  it('[F7] waits as long as a rate limit asks, and tells it from other failures', async () => {
    const configs = store()
    configs.trouble = (verb) => {
      if (verb === 'create') throw new HttpError(429, 'slow down', 5_000)
    }
    const effects = effectsOf(configs)

    await expect(ensureRuntimeConfig({ template, dataset: tickets }, effects)).rejects.toMatchObject({
      code: 'rate_limited',
    })
    expect(effects.waitedMs).toEqual([5_000, 5_000, 5_000])
    expect(creates(configs)).toHaveLength(4)
  })

  it('[F8] refuses a config that waits for no dataset', async () => {
    const fixed = { ...templateBody, tasks: { t: { type: 'data', dataset: { files_url: 'hf://datasets/a/b' } } } }

    await expect(ensure(fakeConfigs([fixed]))).rejects.toMatchObject({ code: 'not_a_template' })
  })

  it('[F9] stops at an abort and lets it through', async () => {
    const configs = store()
    const controller = new AbortController()
    controller.abort()

    await expect(
      ensureRuntimeConfig({ template, dataset: tickets }, { ...effectsOf(configs), signal: controller.signal }),
    ).rejects.toMatchObject({ name: 'AbortError' })
    expect(configs.calls).toEqual([])
  })

  it('[R9] names values that the server masks', async () => {
    const secret = { ...templateBody, params: { extra: { hf_token: '******' } } }

    expect((await ensure(fakeConfigs([secret]))).masked).toEqual(['params.extra.hf_token'])
  })
})

describe('createConfig', () => {
  it('[K6] creates once, finds the same again, refuses another under the name', async () => {
    const configs = fakeConfigs()

    expect(await createConfig(templateInput, effectsOf(configs))).toMatchObject({ outcome: 'created', ref: template })
    expect(await createConfig(templateInput, effectsOf(configs))).toMatchObject({ outcome: 'reused' })
    const other = { ...templateInput, parts: { ...parts, params: { parallelism: 1 } } }
    await expect(createConfig(other, effectsOf(configs))).rejects.toMatchObject({ code: 'config_exists' })
  })
})

describe('cleanUpRuntimeConfig', () => {
  const config = { namespace: 'default', name: 'qa_dataset_tickets_v1' }
  const withRuntime = async () => {
    const configs = store()
    await ensure(configs)
    return configs
  }

  it.each(['completed', 'COMPLETED'])('[C1] defect 20: removes the config of a job that is %s', async (jobStatus) => {
    const configs = await withRuntime()

    expect(await cleanUpRuntimeConfig({ config, jobStatus }, effectsOf(configs))).toEqual({
      removed: true,
      warning: null,
    })
    expect([...configs.stored.keys()]).toEqual(['default/qa_template'])
  })

  it.each(['created', 'running', 'failed', 'cancelled', 'unheard_of'])(
    '[C1] leaves the config of a job that is %s',
    async (jobStatus) => {
      const configs = await withRuntime()

      expect(await cleanUpRuntimeConfig({ config, jobStatus }, effectsOf(configs))).toMatchObject({
        removed: false,
        reason: 'not_completed',
      })
      expect(configs.stored.has(RUNTIME)).toBe(true)
    },
  )

  it('[C2] never removes a template or a direct config', async () => {
    const configs = await withRuntime()

    expect(await cleanUpRuntimeConfig({ config: template, jobStatus: 'completed' }, effectsOf(configs))).toMatchObject({
      reason: 'not_runtime',
    })
    expect(configs.stored.has('default/qa_template')).toBe(true)
  })

  it('[C3] leaves one that another job uses', async () => {
    const result = await cleanUpRuntimeConfig(
      { config, jobStatus: 'completed', isUsed: () => Promise.resolve(true) },
      effectsOf(await withRuntime()),
    )

    expect(result).toEqual({ removed: false, reason: 'in_use', warning: null })
  })

  it('[C4] turns a failure into a warning', async () => {
    const configs = await withRuntime()
    configs.trouble = (verb) => {
      if (verb === 'delete') throw new HttpError(500, 'disk is full')
    }

    const result = await cleanUpRuntimeConfig({ config, jobStatus: 'completed' }, effectsOf(configs))

    expect(result).toMatchObject({
      removed: false,
      reason: 'failed',
      warning: expect.stringContaining('disk is full') as string,
    })
  })

  it('[C5] takes one that is gone already for done', async () => {
    expect(await cleanUpRuntimeConfig({ config, jobStatus: 'completed' }, effectsOf(store()))).toEqual({
      removed: false,
      reason: 'gone',
      warning: null,
    })
    const racing = await withRuntime()
    racing.trouble = (verb) => {
      if (verb === 'delete') racing.stored.delete(RUNTIME)
    }
    expect(await cleanUpRuntimeConfig({ config, jobStatus: 'completed' }, effectsOf(racing))).toMatchObject({
      reason: 'gone',
    })
  })
})
