/**
 * `/openapi.json`, made from the routes that are really mounted, so it cannot name one that is not there.
 *
 * Bodies and answers come from the contract's schemas where they are known; the rest says only that it exists.
 */
import {
  batchChoiceSchema,
  batchItemSchema,
  batchPreviewSchema,
  batchRequestSchema,
  batchSchema,
  checkConfigSchema,
  cleanupRequestSchema,
  comparisonSchema,
  cleanupResultSchema,
  cleanupRunSchema,
  cleanupSettingsSchema,
  cleanupStateSchema,
  configCheckSchema,
  configPageSchema,
  configPlanSchema,
  costPageSchema,
  costSettingsSchema,
  datasetItemSchema,
  deletionSchema,
  editedTemplateSchema,
  editTemplateSchema,
  fileRecordSchema,
  fitMatrixSchema,
  flowPatchRequestSchema,
  flowRecordSchema,
  flowSavedSchema,
  flowSummarySchema,
  flowVersionSchema,
  forecastRequestSchema,
  forecastSchema,
  importedSchema,
  importPreviewRequestSchema,
  importPreviewSchema,
  importRequestSchema,
  jobAcceptedSchema,
  jobEventSchema,
  jobExtendRequestSchema,
  jobItemSchema,
  jobResumeRequestSchema,
  jobTimelineSchema,
  modelItemSchema,
  pageOf,
  previewRequestSchema,
  previewSchema,
  probeRequestSchema,
  probeSchema,
  priceTableSchema,
  removalSchema,
  restoreTemplateSchema,
  routes as platformRoutes,
  runCancelSchema,
  runRequestSchema,
  runSnapshotSchema,
  runtimePreviewSchema,
  sampleSchema,
  sampleSummarySchema,
  studioErrorSchema,
  systemSchema,
  targetItemSchema,
  templateRunSchema,
  templateUsageSchema,
  templateVersionsSchema,
  webhookDeliverySchema,
} from '@evalflow/contract'
import type { Hono } from 'hono'
import { z } from 'zod'

interface RouteSchemas {
  body?: z.ZodType
  answer?: z.ZodType
}

const STUDIO: Record<string, RouteSchemas> = {
  'GET /api/system': { answer: systemSchema },
  'GET /api/flows': { answer: pageOf(flowSummarySchema) },
  'POST /api/flows': { body: z.object({ flow: z.unknown() }), answer: flowRecordSchema },
  'GET /api/flows/{id}': { answer: flowRecordSchema },
  'PUT /api/flows/{id}': { body: z.object({ flow: z.unknown(), base_revision: z.int() }), answer: flowRecordSchema },
  'PATCH /api/flows/{id}': { body: flowPatchRequestSchema, answer: flowSavedSchema },
  'GET /api/flows/{id}/versions': { answer: pageOf(flowVersionSchema) },
  'POST /api/flows/{id}/versions': { body: z.object({ name: z.string() }), answer: flowVersionSchema },
  'GET /api/flows/{id}/run': { answer: runSnapshotSchema.nullable() },
  'POST /api/runs': { body: runRequestSchema, answer: runSnapshotSchema },
  'GET /api/runs/{id}': { answer: runSnapshotSchema },
  'POST /api/runs/{id}/cancel': { body: runCancelSchema, answer: runSnapshotSchema },
  'POST /api/files': { answer: fileRecordSchema },
  'POST /api/preview': { body: previewRequestSchema, answer: previewSchema },
  'GET /api/datasets': { answer: pageOf(datasetItemSchema) },
  'GET /api/configs': { answer: configPageSchema },
  'GET /api/configs/plan': { answer: configPlanSchema },
  'GET /api/configs/versions': { answer: templateVersionsSchema },
  'POST /api/configs/edit': { body: editTemplateSchema, answer: editedTemplateSchema },
  'POST /api/configs/restore': { body: restoreTemplateSchema, answer: editedTemplateSchema },
  'GET /api/configs/deletion': { answer: deletionSchema },
  'POST /api/configs/check': { body: checkConfigSchema, answer: configCheckSchema },
  'GET /api/configs/preview': { answer: runtimePreviewSchema },
  'POST /api/configs/import/preview': { body: importPreviewRequestSchema, answer: importPreviewSchema },
  'POST /api/configs/import': { body: importRequestSchema, answer: importedSchema },
  'GET /api/configs/fit': { answer: fitMatrixSchema },
  'POST /api/configs/batches/preview': { body: batchChoiceSchema, answer: batchPreviewSchema },
  'GET /api/configs/batches': { answer: pageOf(batchSchema) },
  'POST /api/configs/batches': { body: batchRequestSchema, answer: batchSchema },
  'GET /api/configs/batches/{id}': { answer: batchSchema },
  'GET /api/configs/batches/{id}/items': { answer: pageOf(batchItemSchema) },
  'POST /api/configs/batches/{id}/cancel': { answer: batchSchema },
  'POST /api/configs/batches/{id}/retry': { answer: batchSchema },
  'GET /api/configs/cleanup/rules': { answer: cleanupStateSchema },
  'PUT /api/configs/cleanup/rules': { body: cleanupSettingsSchema, answer: cleanupStateSchema },
  'POST /api/configs/cleanup/run': { body: cleanupRunSchema, answer: cleanupResultSchema },
  'GET /api/configs/removals': { answer: pageOf(removalSchema) },
  'POST /api/configs/removals/{id}/restore': { answer: removalSchema },
  'GET /api/configs/usage': { answer: pageOf(templateUsageSchema) },
  'GET /api/configs/usage/runs': { answer: pageOf(templateRunSchema) },
  'POST /api/configs/cleanup': { body: cleanupRequestSchema, answer: cleanupResultSchema },
  'GET /api/targets': { answer: pageOf(targetItemSchema) },
  'POST /api/targets/probe': { body: probeRequestSchema, answer: probeSchema },
  'GET /api/models': { answer: pageOf(modelItemSchema) },
  'GET /api/jobs': { answer: pageOf(jobItemSchema) },
  'GET /api/jobs/{id}': { answer: jobItemSchema },
  'GET /api/jobs/{id}/events': { answer: jobEventSchema },
  'GET /api/jobs/{id}/summary': { answer: sampleSummarySchema },
  'GET /api/comparisons': { answer: comparisonSchema },
  'GET /api/jobs/{id}/timeline': { answer: jobTimelineSchema },
  'POST /api/jobs/{id}/resume': { body: jobResumeRequestSchema, answer: jobAcceptedSchema },
  'POST /api/jobs/{id}/extend': { body: jobExtendRequestSchema, answer: jobAcceptedSchema },
  'POST /api/forecast': { body: forecastRequestSchema, answer: forecastSchema },
  'GET /api/costs': { answer: costPageSchema },
  'GET /api/prices': { answer: priceTableSchema },
  'PUT /api/prices': { body: priceTableSchema, answer: priceTableSchema },
  'GET /api/cost-settings': { answer: costSettingsSchema },
  'PUT /api/cost-settings': { body: costSettingsSchema, answer: costSettingsSchema },
  'GET /api/webhook-deliveries': { answer: pageOf(webhookDeliverySchema) },
  'GET /api/jobs/{id}/samples': { answer: pageOf(sampleSchema) },
  'GET /api/jobs/{id}/samples/{task}/{index}': { answer: sampleSchema },
}

/** Status of success by `METHOD /path`, as the contract's route table has it. */
const PLATFORM_STATUS: ReadonlyMap<string, number> = new Map(
  Object.values(platformRoutes).flatMap((resource) =>
    Object.values(resource).map((route) => [`${route.method} ${route.path}`, route.successStatus] as const),
  ),
)

export function describeApi(app: Hono, version: string): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const { method, path } of listRoutes(app)) {
    const item = (paths[path] ??= {})
    item[method.toLowerCase()] = describeRoute(method, path)
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Evalflow', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    paths,
    components: { schemas: { Error: toSchema(studioErrorSchema) } },
  }
}

/** Method and path (parameters as `{name}`) of every route, middleware and catch-alls left out. */
export function listRoutes(app: Hono): { method: string; path: string }[] {
  const seen = new Set<string>()
  return app.routes
    .filter(({ method, path }) => method !== 'ALL' && !path.endsWith('*'))
    .map(({ method, path }) => ({
      method,
      path: path.replace(/:(\w+)(?:\{[^}]*\})?\??/g, '{$1}').replace(/(.)\/$/, '$1'),
    }))
    .filter(({ method, path }) => !seen.has(`${method} ${path}`) && seen.add(`${method} ${path}`))
}

function describeRoute(method: string, path: string): object {
  const key = `${method} ${path}`
  const schemas = STUDIO[key]
  const status = PLATFORM_STATUS.get(key) ?? 200
  const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))
  return {
    operationId: `${method.toLowerCase()}${path.replace(/[^A-Za-z0-9]+/g, '_')}`,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(schemas?.body ? { requestBody: { required: true, content: jsonContent(schemas.body) } } : {}),
    responses: {
      [status]: { description: 'Success', ...(schemas?.answer ? { content: jsonContent(schemas.answer) } : {}) },
      default: {
        description: 'Error',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    },
  }
}

function jsonContent(schema: z.ZodType): object {
  return { 'application/json': { schema: toSchema(schema) } }
}

function toSchema(schema: z.ZodType): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  return rest
}
