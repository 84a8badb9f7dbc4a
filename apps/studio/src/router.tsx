/** Routes. Each page is loaded when it is first opened; filters of lists live in the address. */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { z } from 'zod'
import { studio } from './api/clients.ts'
import { NotFound } from './shell/not-found.tsx'
import { PageFailed } from './shell/page-failed.tsx'
import { Shell } from './shell/shell.tsx'

const rootRoute = createRootRoute({ component: Shell, notFoundComponent: NotFound, errorComponent: PageFailed })
const listSearch = z.object({ search: z.string().catch(''), page: z.int().min(1).catch(1) })

/** The flow that was changed last, so that the first page shows work, not a list. */
const homeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  loader: async () => {
    const latest = (await studio.flows.list({ page_size: 1, sort: '-updated_at' })).data[0]
    throw latest
      ? redirect({ to: '/flows/$flowId', params: { flowId: latest.id } })
      : redirect({ to: '/flows', search: { search: '', page: 1 } })
  },
})
const flowsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/flows',
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import('./pages/flows-page.tsx'), 'FlowsPage'),
})
export const flowRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/flows/$flowId',
  validateSearch: z.object({
    node: z.string().optional().catch(undefined),
    tab: z.string().optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('./pages/flow-page.tsx'), 'FlowPage'),
})
const dataRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/data',
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import('./pages/data-page.tsx'), 'DataPage'),
})
const configsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/configs',
  validateSearch: listSearch.extend({
    kind: z.enum(['template', 'direct', 'runtime', 'fit', 'batches', 'cleanup', 'usage']).catch('template'),
  }),
  component: lazyRouteComponent(() => import('./pages/configs-page.tsx'), 'ConfigsPage'),
})
const modelsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/models',
  component: lazyRouteComponent(() => import('./pages/models-page.tsx'), 'ModelsPage'),
})
const jobsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/jobs',
  validateSearch: listSearch.extend({
    status: z.string().catch(''),
    config: z.string().catch(''),
    target: z.string().optional().catch(undefined),
    /** Days as `2026-05-31`. */
    from: z.iso.date().optional().catch(undefined),
    until: z.iso.date().optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('./pages/jobs-page.tsx'), 'JobsPage'),
})
const jobRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/jobs/$jobId',
  validateSearch: z.object({
    search: z.string().catch(''),
    filter: z.enum(['all', 'wrong', 'failed', 'unscored']).catch('all'),
    sort: z.string().catch('index'),
    /** `column=value` of the rows. */
    category: z.string().catch(''),
    tab: z.enum(['scores', 'samples', 'figures']).catch('scores'),
    /** One sample to show, as `task:index`. */
    sample: z.string().optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('./pages/job-page.tsx'), 'JobPage'),
})
const compareJobsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/jobs/compare',
  validateSearch: z.object({
    /** Two to five, with commas between. */
    ids: z.string().catch(''),
    baseline: z.string().optional().catch(undefined),
    rows: z.enum(['same', 'shared']).catch('same'),
  }),
  component: lazyRouteComponent(() => import('./pages/compare-jobs-page.tsx'), 'CompareJobsPage'),
})
const settingsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings',
  component: lazyRouteComponent(() => import('./pages/settings-page.tsx'), 'SettingsPage'),
})

const routeTree = rootRoute.addChildren([
  homeRoute,
  flowsRoute,
  flowRoute,
  dataRoute,
  configsRoute,
  modelsRoute,
  jobsRoute,
  compareJobsRoute,
  jobRoute,
  settingsRoute,
])

export const router = createRouter({
  routeTree,
  defaultPreload: 'intent',
  defaultPendingMs: 150,
  defaultErrorComponent: PageFailed,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
