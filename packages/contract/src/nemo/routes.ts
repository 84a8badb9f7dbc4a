/**
 * Every route of the platform: method, path, status of success, and where the status is known from.
 *
 * Real servers differ between 200 and 201 on create; clients accept both. `source` names what settled it here.
 */

export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE' | 'PUT' | 'HEAD'
  /** Parameters as `{name}`; `{path}` may hold slashes. */
  readonly path: string
  readonly successStatus: 200 | 201
  readonly source: string
}

const SDK = 'nemo-microservices 1.5.0'
const NOTEBOOKS = 'GenerativeAIExamples notebooks'
const HUB = 'huggingface_hub hf_api.py'

function crud(path: string, item: string, createStatus: 200 | 201, createSource: string) {
  return {
    create: { method: 'POST', path, successStatus: createStatus, source: createSource },
    list: { method: 'GET', path, successStatus: 200, source: SDK },
    get: { method: 'GET', path: `${path}${item}`, successStatus: 200, source: SDK },
    update: { method: 'PATCH', path: `${path}${item}`, successStatus: 200, source: SDK },
    delete: { method: 'DELETE', path: `${path}${item}`, successStatus: 200, source: SDK },
  } as const satisfies Record<string, Route>
}

const NAMED = '/{namespace}/{name}'
const JOB = '/v1/evaluation/jobs/{job_id}'
const REPO = '/v1/hf/api/datasets/{namespace}/{name}'

export const routes = {
  namespaces: crud('/v1/namespaces', '/{id}', 200, NOTEBOOKS),
  projects: crud('/v1/projects', NAMED, 200, `${SDK}; 200 as its sister resources`),
  datasets: crud('/v1/datasets', NAMED, 200, NOTEBOOKS),
  models: crud('/v1/models', NAMED, 200, `${SDK}; 200 as its sister resources`),
  deploymentConfigs: crud('/v1/deployment/configs', NAMED, 200, `${SDK}; 200 as its sister resources`),
  modelDeployments: crud('/v1/deployment/model-deployments', NAMED, 200, `${SDK}; 200 as its sister resources`),
  targets: crud('/v1/evaluation/targets', NAMED, 200, 'data-flywheel src/lib/nemo/evaluator.py accepts 200 and 201'),
  configs: crud('/v1/evaluation/configs', NAMED, 200, 'data-flywheel src/lib/nemo/evaluator.py accepts 200 and 201'),
  jobs: {
    create: {
      method: 'POST',
      path: '/v1/evaluation/jobs',
      successStatus: 200,
      source: 'data-flywheel src/lib/nemo/evaluator.py accepts 200 and 201',
    },
    list: { method: 'GET', path: '/v1/evaluation/jobs', successStatus: 200, source: SDK },
    get: { method: 'GET', path: JOB, successStatus: 200, source: SDK },
    delete: { method: 'DELETE', path: JOB, successStatus: 200, source: SDK },
    cancel: { method: 'POST', path: `${JOB}/cancel`, successStatus: 200, source: SDK },
    status: { method: 'GET', path: `${JOB}/status`, successStatus: 200, source: SDK },
    results: {
      method: 'GET',
      path: `${JOB}/results`,
      successStatus: 200,
      source: 'data-flywheel src/lib/nemo/evaluator.py',
    },
    downloadResults: { method: 'GET', path: `${JOB}/download-results`, successStatus: 200, source: SDK },
    logs: { method: 'GET', path: `${JOB}/logs`, successStatus: 200, source: SDK },
    live: { method: 'POST', path: '/v1/evaluation/live', successStatus: 200, source: SDK },
  },
  results: crud('/v1/evaluation/results', '/{result_id}', 200, SDK),
  dataStore: {
    createNamespace: { method: 'POST', path: '/v1/datastore/namespaces', successStatus: 201, source: NOTEBOOKS },
    listNamespaces: { method: 'GET', path: '/v1/datastore/namespaces', successStatus: 200, source: NOTEBOOKS },
    /** 201 on a GET is what the real service answers; clients compare with it. */
    getNamespace: {
      method: 'GET',
      path: '/v1/datastore/namespaces/{namespace}',
      successStatus: 201,
      source: NOTEBOOKS,
    },
    deleteNamespace: {
      method: 'DELETE',
      path: '/v1/datastore/namespaces/{namespace}',
      successStatus: 200,
      source: NOTEBOOKS,
    },
    createRepo: { method: 'POST', path: '/v1/hf/api/repos/create', successStatus: 200, source: HUB },
    deleteRepo: { method: 'DELETE', path: '/v1/hf/api/repos/delete', successStatus: 200, source: HUB },
    repoInfo: { method: 'GET', path: REPO, successStatus: 200, source: HUB },
    tree: { method: 'GET', path: `${REPO}/tree/{revision}/{path}`, successStatus: 200, source: HUB },
    pathsInfo: { method: 'POST', path: `${REPO}/paths-info/{revision}`, successStatus: 200, source: HUB },
    refs: { method: 'GET', path: `${REPO}/refs`, successStatus: 200, source: HUB },
    commits: { method: 'GET', path: `${REPO}/commits/{revision}`, successStatus: 200, source: HUB },
    preupload: {
      method: 'POST',
      path: `${REPO}/preupload/{revision}`,
      successStatus: 200,
      source: 'huggingface_hub _commit_api.py',
    },
    commit: { method: 'POST', path: `${REPO}/commit/{revision}`, successStatus: 200, source: HUB },
    lfsBatch: {
      method: 'POST',
      path: '/v1/hf/datasets/{namespace}/{name}.git/info/lfs/objects/batch',
      successStatus: 200,
      source: 'huggingface_hub lfs.py',
    },
    resolve: {
      method: 'GET',
      path: '/v1/hf/datasets/{namespace}/{name}/resolve/{revision}/{path}',
      successStatus: 200,
      source: 'huggingface_hub file_download.py',
    },
  },
  inference: {
    models: { method: 'GET', path: '/v1/models', successStatus: 200, source: SDK },
    chat: { method: 'POST', path: '/v1/chat/completions', successStatus: 200, source: SDK },
    completions: { method: 'POST', path: '/v1/completions', successStatus: 200, source: SDK },
    embeddings: { method: 'POST', path: '/v1/embeddings', successStatus: 200, source: SDK },
  },
} as const satisfies Record<string, Record<string, Route>>
