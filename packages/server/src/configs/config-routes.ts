/** `/api/configs/...`: Config Manager's versions, files, checks, fit, batches, clean-up rules, removals and usage. */
import {
  batchChoiceSchema,
  batchItemSchema,
  batchRequestSchema,
  checkConfigSchema,
  cleanupRunSchema,
  cleanupSettingsSchema,
  editTemplateSchema,
  importPreviewRequestSchema,
  importRequestSchema,
  restoreTemplateSchema,
} from '@evalflow/contract'
import { Hono } from 'hono'
import { z } from 'zod'
import { pageQuerySchema } from '../studio/page.ts'
import { readJson } from '../studio/read-json.ts'
import type { Batches } from './batches.ts'
import type { CleanupRules } from './cleanup-rules.ts'
import { fitQuerySchema, listFit } from './fit-matrix.ts'
import { listRemovals, restoreRemoval } from './removal-log.ts'
import {
  checkBeforeCreation,
  deleteStored,
  editStored,
  listTemplateVersions,
  planDeletion,
  previewStored,
  restoreStored,
} from './template-library.ts'
import { exportStored, importFile, previewImport, type TransferDeps } from './template-transfer.ts'
import { listRunsOf, listUsage, runsQuerySchema, usageQuerySchema } from './usage-view.ts'

export interface ConfigRouteDeps extends TransferDeps {
  batches: Batches
  rules: CleanupRules
}

const configSchema = z.object({ config: z.string() })
const versionsQuerySchema = configSchema.extend({
  before: z.coerce.number().int().min(1).optional(),
  page_size: z.coerce.number().int().min(1).max(100).default(20),
})
const previewQuerySchema = configSchema.extend({ dataset: z.string() })
const itemsQuerySchema = pageQuerySchema.extend({ state: batchItemSchema.shape.state.optional() })
const idSchema = z.coerce.number().int().min(1)

export function configRoutes(deps: ConfigRouteDeps): Hono {
  const { db, batches, rules, now } = deps
  const app = new Hono()

  app.get('/versions', async (context) =>
    context.json(await listTemplateVersions(deps, versionsQuerySchema.parse(context.req.query()))),
  )
  app.post('/edit', async (context) =>
    context.json(await editStored(deps, await readJson(context, editTemplateSchema))),
  )
  app.post('/restore', async (context) =>
    context.json(await restoreStored(deps, await readJson(context, restoreTemplateSchema))),
  )
  app.get('/deletion', async (context) =>
    context.json(await planDeletion(deps, configSchema.parse(context.req.query()).config)),
  )
  app.post('/delete', async (context) =>
    context.json(await deleteStored(deps, (await readJson(context, configSchema)).config)),
  )
  app.post('/check', async (context) =>
    context.json({ problems: await checkBeforeCreation(deps, await readJson(context, checkConfigSchema)) }),
  )
  app.get('/preview', async (context) =>
    context.json(await previewStored(deps, previewQuerySchema.parse(context.req.query()))),
  )

  app.get('/export', async (context) =>
    context.json(await exportStored(deps, configSchema.parse(context.req.query()).config)),
  )
  app.post('/import/preview', async (context) =>
    context.json(await previewImport(deps, await readJson(context, importPreviewRequestSchema))),
  )
  app.post('/import', async (context) =>
    context.json(await importFile(deps, await readJson(context, importRequestSchema))),
  )

  app.get('/fit', async (context) => context.json(await listFit(deps, fitQuerySchema.parse(context.req.query()))))

  app.post('/batches/preview', async (context) => {
    const query = pageQuerySchema.parse(context.req.query())
    return context.json(await batches.preview(await readJson(context, batchChoiceSchema), query))
  })
  app.post('/batches', async (context) =>
    context.json(await batches.start(await readJson(context, batchRequestSchema)), 202),
  )
  app.get('/batches', async (context) => context.json(await batches.list(pageQuerySchema.parse(context.req.query()))))
  app.get('/batches/:id', async (context) => context.json(await batches.get(context.req.param('id'))))
  app.get('/batches/:id/items', async (context) =>
    context.json(await batches.listItems(context.req.param('id'), itemsQuerySchema.parse(context.req.query()))),
  )
  app.post('/batches/:id/cancel', async (context) => context.json(await batches.cancel(context.req.param('id'))))
  app.post('/batches/:id/retry', async (context) => context.json(await batches.retry(context.req.param('id')), 202))

  app.get('/cleanup/rules', async (context) => context.json(await rules.get()))
  app.put('/cleanup/rules', async (context) =>
    context.json(await rules.put(await readJson(context, cleanupSettingsSchema))),
  )
  app.post('/cleanup/run', async (context) => {
    const { dry_run, rules: given } = await readJson(context, cleanupRunSchema)
    return context.json(await rules.run(dry_run, given))
  })
  app.get('/removals', async (context) =>
    context.json(await listRemovals(db, pageQuerySchema.parse(context.req.query()))),
  )
  app.post('/removals/:id/restore', async (context) =>
    context.json(await restoreRemoval(db, idSchema.parse(context.req.param('id')), now())),
  )

  app.get('/usage', async (context) =>
    context.json(await listUsage(db, usageQuerySchema.parse(context.req.query()), now())),
  )
  app.get('/usage/runs', async (context) =>
    context.json(await listRunsOf(db, runsQuerySchema.parse(context.req.query()))),
  )
  return app
}
