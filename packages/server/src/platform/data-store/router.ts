/** Data Store: `/v1/datastore/namespaces`, and the Hugging Face API under `/v1/hf`. */
import { Hono } from 'hono'
import type { PlatformDeps } from '../deps.ts'
import { createDataStoreNamespaceRoutes } from './namespace-routes.ts'
import { createRepoRoutes } from './repo-routes.ts'
import { createResolveRoutes } from './resolve-routes.ts'
import { createUploadRoutes } from './upload-routes.ts'
import { createUploadSigner } from './upload-signer.ts'

export function createDataStoreRouter(deps: PlatformDeps): Hono {
  const signer = deps.uploadSigner ?? createUploadSigner(deps.clock)
  const app = new Hono()
  app.route('/', createDataStoreNamespaceRoutes(deps))
  app.route('/', createRepoRoutes(deps))
  app.route('/', createUploadRoutes(deps, signer))
  app.route('/', createResolveRoutes(deps))
  return app
}
