/** Datasets as a node sees them: the one on its wire, or the one picked in it. */
import { useEditor, type ConnectedInput } from '@evalflow/editor'
import { useQuery } from '@tanstack/react-query'
import { useCallback, useSyncExternalStore } from 'react'
import type { DatasetValue } from '../../values.ts'
import { useStudioPort } from '../port.ts'
import { datasetFrom } from './input-dataset.ts'

/** Run of another node, redrawn only when that node's run changes. */
export function useNodeRun(node: string | undefined) {
  const { runState } = useEditor()
  const read = useCallback(() => (node === undefined ? undefined : runState.get(node)), [runState, node])
  return useSyncExternalStore(runState.subscribe, read, read)
}

/** The dataset that comes in over a wire; null if none does, or it is not known yet. */
export function useInputDataset(input: ConnectedInput | undefined, namespace: string): DatasetValue | null {
  const run = useNodeRun(input?.node)
  const made = datasetFrom(input && { values: input.values, outputs: run?.outputs, port: input.port }, namespace)
  const picked = input?.values['dataset']
  const found = usePickedDataset(made === null && typeof picked === 'string' ? picked : null)
  return made ?? found
}

/** A stored dataset by `namespace/name`; null while it is looked up, and if there is none. */
export function usePickedDataset(ref: string | null): DatasetValue | null {
  const port = useStudioPort()
  const query = useQuery({
    queryKey: ['dataset', ref],
    enabled: ref !== null && ref !== '',
    staleTime: 30_000,
    retry: false,
    queryFn: async ({ signal }): Promise<DatasetValue | null> => {
      const page = await port.listDatasets({ search: ref?.split('/').at(-1) ?? '', page_size: 50 }, signal)
      const found = page.data.find((dataset) => `${dataset.namespace}/${dataset.name}` === ref)
      if (!found) return null
      const { namespace, name, files_url, records, columns, size_bytes } = found
      return { namespace, name, files_url, records, columns, size_bytes, hash: null }
    },
  })
  return query.data ?? null
}
