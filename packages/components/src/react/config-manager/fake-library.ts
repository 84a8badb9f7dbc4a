/** A `ConfigLibraryPort` for tests: whatever is not given fails loudly. */
import type { ConfigLibraryPort } from './library-port.ts'

export function createFakeLibrary(given: Partial<ConfigLibraryPort> = {}): ConfigLibraryPort {
  const missing = (name: string) => async (): Promise<never> => {
    throw new Error(`The test did not expect a call of ${name}.`)
  }
  return {
    versions: missing('versions'),
    edit: missing('edit'),
    restore: missing('restore'),
    deletion: missing('deletion'),
    delete: missing('delete'),
    check: missing('check'),
    preview: missing('preview'),
    export: missing('export'),
    importPreview: missing('importPreview'),
    import: missing('import'),
    fit: missing('fit'),
    batchPreview: missing('batchPreview'),
    startBatch: missing('startBatch'),
    batches: missing('batches'),
    batch: missing('batch'),
    batchItems: missing('batchItems'),
    cancelBatch: missing('cancelBatch'),
    retryBatch: missing('retryBatch'),
    cleanupRules: missing('cleanupRules'),
    putCleanupRules: missing('putCleanupRules'),
    runCleanup: missing('runCleanup'),
    removals: missing('removals'),
    restoreRemoved: missing('restoreRemoved'),
    usage: missing('usage'),
    runs: missing('runs'),
    ...given,
  }
}
