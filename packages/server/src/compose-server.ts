/**
 * Builds the server from its parts, without a port: stores, jobs, runs and all routes.
 *
 * What other packages bring (models, evaluations, components) comes in as `parts`, so that a test can bring its own.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import type { SystemInfo } from '@evalflow/contract'
import type { Comparison, JobItem, Preview, previewRequestSchema, Sample, SampleSummary } from '@evalflow/contract'
import { openReplyCache } from '@evalflow/engine'
import { type ComponentSpec, parseFlow } from '@evalflow/graph'
import type { ComponentDefinition, RunFlowOptions } from '@evalflow/runner'
import { Hono } from 'hono'
import { z } from 'zod'
import { createApp } from './app.ts'
import { costRoutes } from './costs/cost-routes.ts'
import { createCosts, type CostsOptions } from './costs/create-costs.ts'
import { forecast } from './costs/forecast.ts'
import { costMigrations } from './costs/schema.ts'
import { openBlobStore, type BlobStore } from './blobs/blob-store.ts'
import { createConfigManager, type ConfigManagerServer } from './configs/config-manager.ts'
import { configMigrations } from './configs/schema.ts'
import { openDatabase, type Database } from './db/database.ts'
import { migrate } from './db/migrate.ts'
import type { Inference } from '@evalflow/models'
import { createDescribeEncoder } from './jobs/describe-encoder.ts'
import type { EvaluationPort } from './jobs/evaluation-port.ts'
import type { HubLimits } from './jobs/hub-request.ts'
import { createHubReader, type HubReader } from './jobs/hub-rows.ts'
import { createJobControl, type Jobs } from './jobs/job-control.ts'
import type { JobServices } from './jobs/job-deps.ts'
import { createJobFolders } from './jobs/job-folder.ts'
import { jobRoutes } from './jobs/job-routes.ts'
import { createJobRows } from './jobs/job-rows.ts'
import { priceRoutes } from './jobs/price-routes.ts'
import { createPriceStore } from './jobs/price-store.ts'
import { createOpenDataset } from './jobs/open-dataset.ts'
import { createPilotCache } from './jobs/pilot-cache.ts'
import { createResolveModel } from './jobs/resolve-model.ts'
import { healthRoutes } from './ops/health-routes.ts'
import { inferenceRoutes } from './ops/inference-routes.ts'
import { createMetrics } from './ops/metrics.ts'
import { describeApi } from './ops/openapi.ts'
import { LFS_UPLOAD_PATH, LFS_VERIFY_PATH } from './platform/data-store/upload-signer.ts'
import type { PlatformDeps } from './platform/deps.ts'
import { resolvePart } from './platform/evaluator/kinds.ts'
import { createRandomId } from './platform/ids.ts'
import { platformMigrations } from './platform/schema.ts'
import type { Log } from './process/log.ts'
import { createOutputCache } from './runs/output-cache.ts'
import { openSamples } from './runs/open-samples.ts'
import { createRunManager, type RunManager } from './runs/run-manager.ts'
import { createRunStore } from './runs/run-store.ts'
import { loadCipher } from './secrets/cipher.ts'
import { createSealer, createSecretStore, type SecretStore } from './secrets/secret-store.ts'
import { createAuth } from './security/auth.ts'
import { fileRoutes, previewRoutes } from './studio/file-routes.ts'
import { createFlowHub } from './studio/flow-hub.ts'
import { flowRoutes } from './studio/flow-routes.ts'
import { createFlowStore, type FlowStore } from './studio/flow-store.ts'
import { modelRoutes } from './studio/model-routes.ts'
import { runRoutes } from './studio/run-routes.ts'
import { studioMigrations } from './studio/schema.ts'
import { secretRoutes } from './studio/secret-routes.ts'
import { type EvaluationTypeList, systemRoutes } from './studio/system-routes.ts'
import { registerConfigKind } from './views/config-view.ts'
import { compareRoutes } from './views/compare-routes.ts'
import { getJob } from './views/job-view.ts'
import { probeRoutes, type ProbeDeps } from './views/probe-routes.ts'
import { viewRoutes } from './views/view-routes.ts'

/** What this server offers a component while it runs. */
export interface ServiceContext {
  db: Database
  blobs: BlobStore
  secrets: SecretStore
  jobs: Pick<Jobs, 'openJournalAtOnce'>
  openHub: HubReader
  /** This server's own address and the token of its own calls. */
  own: () => { url: string; token: string }
}

export interface ServerParts<Services> {
  inference: Inference
  evaluation: EvaluationPort
  definitions: ReadonlyMap<string, ComponentDefinition<Services>>
  createServices: (context: ServiceContext) => Services
  runFlow: (options: RunFlowOptions<Services>) => Promise<unknown>
  createPlatform: (deps: PlatformDeps) => Hono
  preview: (
    request: z.infer<typeof previewRequestSchema>,
    context: ServiceContext,
    signal: AbortSignal,
  ) => Promise<Preview>
  /** The first job is the baseline. @throws ApiProblem `not_comparable` */
  compareJobs: (
    jobs: readonly JobItem[],
    options: { services: Services; sharedOnly: boolean; signal: AbortSignal },
  ) => Promise<Comparison>
  probeTarget: ProbeDeps['probe']
  summariseSamples: (samples: Iterable<Sample>, signal: AbortSignal) => Promise<SampleSummary>
  evaluationTypes: EvaluationTypeList
  probeSandbox: () => Promise<SystemInfo['sandbox']>
}

export interface ComposeOptions {
  dataDir: string
  /** Host to be bound to. */
  host: string
  allowedHosts?: readonly string[]
  token?: string | undefined
  studioDir?: string | undefined
  /** Components of third parties, for Studio to draw. */
  componentSpecs?: readonly ComponentSpec[]
  version: string
  log: Log
  now: () => Date
  /** Known once the server listens. */
  url: () => string
  /** Of data sets on other servers; the default is 16 GiB each. */
  hub?: Partial<HubLimits>
  /** Counters of processor time and energy; the default reads this process and this machine. */
  meter?: CostsOptions['meter']
}

export interface ComposedServer {
  app: Hono
  jobs: Jobs
  runs: RunManager
  configs: ConfigManagerServer
  flows: FlowStore
  db: Database
  /** This server's address and the token of its own calls. */
  own: () => { url: string; token: string }
  setReady: (ready: boolean) => void
  /** Brings jobs and runs to a safe point, from which the next start goes on. Requests are still answered. */
  stopWork: () => Promise<void>
  /** Gives memory and files back. Nothing may be asked any more. */
  close: () => Promise<void>
}

export async function composeServer<Services>(
  options: ComposeOptions,
  parts: ServerParts<Services>,
): Promise<ComposedServer> {
  const { dataDir, log, now } = options
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const ownToken = randomBytes(32).toString('base64url')
  const own = () => ({ url: options.url(), token: ownToken })
  const database = openDatabase(join(dataDir, 'evalflow.sqlite'))
  migrate(database.sqlite, [...platformMigrations, ...studioMigrations, ...configMigrations, ...costMigrations])
  registerConfigKind(database.sqlite)
  const { db } = database
  const blobs = await openBlobStore(join(dataDir, 'blobs'))
  const cipher = loadCipher(join(dataDir, 'secret.key'))
  const sealer = createSealer(cipher)
  const secrets = createSecretStore({ db, cipher, now })
  const { inference } = parts

  const hubDirectory = join(dataDir, 'hub')
  const services: JobServices = {
    openDataset: createOpenDataset({
      db,
      blobs,
      hubDirectory,
      ownUrl: options.url,
      resolveKey: secrets.resolveKey,
      ...(options.hub ? { limits: options.hub } : {}),
    }),
    resolveModel: createResolveModel({
      db,
      sealer,
      resolveKey: secrets.resolveKey,
      findLocal: (id) => findLocalModel(inference, id),
      listLocal: async () => (await inference.list()).filter(({ state }) => state === 'ready').map(({ id }) => id),
      own,
    }),
    describeEncoder: createDescribeEncoder(inference, options.url),
  }
  const rows = createJobRows({ db, sealer, clock: now, randomId: createRandomId })
  const folders = createJobFolders(join(dataDir, 'jobs'))
  const prices = createPriceStore(join(dataDir, 'prices.json'))
  const costs = await createCosts({
    db,
    resolveSecret: secrets.resolve,
    now,
    newId: createRandomId,
    ...(options.meter ? { meter: options.meter } : {}),
  })
  const pilots = createPilotCache({ path: join(dataDir, 'pilots.sqlite'), now })
  const jobs = createJobControl({
    costs,
    pilots,
    rows,
    folders,
    services,
    evaluation: parts.evaluation,
    clock: now,
    log,
    prices,
    openCache: () => openReplyCache(join(dataDir, 'cache.sqlite')),
    ownUrl: options.url,
  })

  const hub = createFlowHub()
  const flows = createFlowStore({ db, now, newId: () => `flow-${createRandomId()}`, onChange: hub.changed })
  const openHub = createHubReader({
    blobs,
    hubDirectory,
    resolveSecret: secrets.resolve,
    ...(options.hub ? { limits: options.hub } : {}),
  })
  const context: ServiceContext = { db, blobs, secrets, jobs, openHub, own }
  const componentServices = parts.createServices(context)
  const runs = createRunManager({
    store: createRunStore(db),
    cache: createOutputCache(db, now),
    definitions: parts.definitions,
    services: componentServices,
    runFlow: parts.runFlow,
    loadFlow: async (id) => parseFlow((await flows.get(id)).flow),
    newId: createRandomId,
    now,
    log,
  })

  const platformDeps: PlatformDeps = {
    db,
    blobs,
    jobs,
    clock: now,
    randomId: createRandomId,
    publicUrl: options.url,
    secrets: sealer,
  }
  const platform = parts.createPlatform(platformDeps)
  const forecastDeps = {
    evaluation: parts.evaluation,
    services,
    prices,
    costs,
    pilots,
    ownUrl: options.url,
    newId: createRandomId,
    now,
  }
  const configs = createConfigManager({
    db,
    blobs,
    jobs,
    platform,
    evaluation: parts.evaluation,
    inference,
    now,
    log,
  })
  const metrics = createMetrics(() => now().getTime())
  let isReady = false
  const gauges = () => {
    const { running, waiting } = jobs.figures()
    return { evalflow_jobs_running: running, evalflow_jobs_waiting: waiting, evalflow_runs_running: runs.running() }
  }
  const root = new Hono()
  root.get('/openapi.json', (request) => request.json(describeApi(app, options.version)))
  const app: Hono = createApp({
    auth: createAuth({ token: options.token, ownToken, now: () => now().getTime(), isSigned: isSignedUpload }),
    metrics,
    log,
    bound: options.host,
    ...(options.allowedHosts ? { allowedHosts: options.allowedHosts } : {}),
    studioDir: options.studioDir,
    ...(options.componentSpecs ? { componentSpecs: options.componentSpecs } : {}),
    routers: [
      ['/', healthRoutes({ isReady: () => isReady, metrics, gauges })],
      ['/', root],
      [
        '/api/system',
        systemRoutes({
          version: options.version,
          inference,
          evaluationTypes: parts.evaluationTypes,
          probeSandbox: parts.probeSandbox,
        }),
      ],
      ['/api/flows', flowRoutes({ flows, hub, runs })],
      ['/api/runs', runRoutes({ runs })],
      ['/api/files', fileRoutes({ db, blobs, now })],
      ['/api/preview', previewRoutes({ preview: (request, signal) => parts.preview(request, context, signal) })],
      ['/api/secrets', secretRoutes({ secrets })],
      ['/api/models', modelRoutes({ inference, log })],
      ['/api/jobs', jobRoutes({ db, jobs })],
      [
        '/api',
        costRoutes({
          ...costs,
          resolve: (part, sent, namespace) => resolvePart(platformDeps, part, sent, namespace),
          forecast: (input) => forecast(forecastDeps, input),
        }),
      ],
      ['/api/prices', priceRoutes({ prices })],
      ['/api/targets', probeRoutes({ resolveModel: services.resolveModel, probe: parts.probeTarget, prices, now })],
      ['/api/configs', configs.routes],
      ['/api', viewRoutes({ db, jobs, inference, now })],
      [
        '/api',
        compareRoutes({
          getJob: (id) => getJob(db, jobs, id),
          compare: (compared, options) => parts.compareJobs(compared, { services: componentServices, ...options }),
          summarise: (id, signal) => parts.summariseSamples(openSamples(jobs, id) ?? [], signal),
        }),
      ],
      ['/', inferenceRoutes({ inference, platform })],
      ['/', platform],
    ],
  })

  return {
    app,
    jobs,
    runs,
    configs,
    flows,
    db,
    own,
    setReady: (ready) => {
      isReady = ready
    },
    async stopWork() {
      isReady = false
      // both first say that they close, so that a run that ends cancels no job, then wait
      await Promise.all([configs.stop(), jobs.close(), runs.close(), costs.webhooks.close()])
    },
    async close() {
      await inference.close()
      await database.close()
    },
  }
}

/** Clients send these without their token. Whether the signature is right is the route's to check, which refuses if not. */
function isSignedUpload(url: URL, method: string): boolean {
  const isUpload =
    (method === 'PUT' && url.pathname === LFS_UPLOAD_PATH) || (method === 'POST' && url.pathname === LFS_VERIFY_PATH)
  return isUpload && url.searchParams.has('signature')
}

const localModelSchema = z.object({ id: z.string(), evalflow: z.object({ state: z.literal('ready') }) })

/** Asked as a client would, so that an alias is known here exactly when it is known there. */
async function findLocalModel(inference: Inference, id: string): Promise<string | undefined> {
  const answer = await inference.fetch(new Request(`http://inference/v1/models/${encodeURIComponent(id)}`))
  const model = localModelSchema.safeParse(await answer.json())
  return answer.ok && model.success ? model.data.id : undefined
}
