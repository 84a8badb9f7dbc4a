/** The embedded NeMo platform: Entity Store, Evaluator, Deployment Management and Data Store in one router, mounted at `/`. */
import { Hono } from 'hono'
import { createDataStoreRouter } from './data-store/router.ts'
import type { PlatformDeps } from './deps.ts'
import { createDeploymentRouter } from './deployment/router.ts'
import { createEntityStoreRouter } from './entity-store/router.ts'
import { createEvaluatorRouter } from './evaluator/router.ts'

export function createPlatform(deps: PlatformDeps): Hono {
  const app = new Hono()
  app.route('/', createEntityStoreRouter(deps))
  app.route('/', createEvaluatorRouter(deps))
  app.route('/', createDeploymentRouter(deps))
  app.route('/', createDataStoreRouter(deps))
  return app
}
