/** `POST /v1/evaluation/live`: runs at once, stores nothing. Config and target must be inline, the config `custom`. */
import { routes } from '@evalflow/contract'
import { Hono } from 'hono'
import { z } from 'zod'
import type { PlatformDeps } from '../deps.ts'
import { platformProblems } from '../http/problem.ts'
import { readJson } from '../http/read-body.ts'
import { maskSecrets } from '../secrets.ts'
import type { JobKinds } from './job-routes.ts'
import { resolveReference } from './resolve-reference.ts'

const liveSchema = z.looseObject({
  config: z.record(z.string(), z.unknown()),
  target: z.record(z.string(), z.unknown()),
})

export function createLiveRoute(deps: PlatformDeps, kinds: JobKinds): Hono {
  const app = new Hono()
  app.post(routes.jobs.live.path, async (context) => {
    const { config: sentConfig, target: sentTarget, ...rest } = await readJson(context, liveSchema, deps)
    const config = await resolveReference(deps, kinds.config, sentConfig, 'default')
    const target = await resolveReference(deps, kinds.target, sentTarget, 'default')
    if (config['type'] !== 'custom')
      throw platformProblems.invalid(
        ['body', 'config', 'type'],
        `live evaluation supports "custom" alone, found "${String(config['type'])}". Create a job instead`,
      )
    const body = {
      ...rest,
      config: kinds.config.createSchema.parse(config),
      target: kinds.target.createSchema.parse(target),
    }
    // parsed by the same schemas the contract's type comes from
    const live = await deps.jobs.live(body as Parameters<typeof deps.jobs.live>[0])
    return context.json(maskSecrets(live))
  })
  return app
}
