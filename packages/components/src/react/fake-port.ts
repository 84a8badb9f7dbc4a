/** A `StudioPort` for tests: whatever is not given fails loudly. */
import { createFakeLibrary } from './config-manager/fake-library.ts'
import type { StudioPort } from './port.ts'

export function createFakePort(given: Partial<StudioPort> = {}): StudioPort {
  const missing = (name: string) => async (): Promise<never> => {
    throw new Error(`The test did not expect a call of ${name}.`)
  }
  return {
    configLibrary: createFakeLibrary(),
    system: missing('system'),
    listConfigs: missing('listConfigs'),
    getConfig: missing('getConfig'),
    planConfig: missing('planConfig'),
    createConfig: missing('createConfig'),
    deleteConfig: missing('deleteConfig'),
    cleanUpConfigs: missing('cleanUpConfigs'),
    listDatasets: missing('listDatasets'),
    deleteDataset: missing('deleteDataset'),
    listTargets: missing('listTargets'),
    createTarget: missing('createTarget'),
    listDeployments: missing('listDeployments'),
    preview: missing('preview'),
    uploadFile: missing('uploadFile'),
    listJobs: missing('listJobs'),
    getJob: missing('getJob'),
    cancelJob: missing('cancelJob'),
    forecast: missing('forecast'),
    deleteJob: missing('deleteJob'),
    resultsUrl: (id) => `/v1/evaluation/jobs/${id}/download-results`,
    listSamples: missing('listSamples'),
    getSample: missing('getSample'),
    probeTarget: missing('probeTarget'),
    sampleSummary: missing('sampleSummary'),
    compareJobs: missing('compareJobs'),
    listModels: missing('listModels'),
    pullModel: missing('pullModel'),
    listSecrets: missing('listSecrets'),
    ...given,
  }
}
