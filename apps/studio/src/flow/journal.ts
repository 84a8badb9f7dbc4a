/** Unsaved patches of a flow in this browser. They hold what the flow holds: names of secrets, never secrets. */
import { flowPatchSchema } from '@evalflow/contract'
import type { LoosePatch } from '@evalflow/graph'
import { z } from 'zod'
import type { Journal } from './autosave.ts'

const entrySchema = z.object({ baseRevision: z.int(), patches: z.array(flowPatchSchema) })
const keyOf = (flowId: string) => `evalflow.unsaved.${flowId}`

export function createJournal(flowId: string, storage: Storage = localStorage): Journal {
  return {
    write: (entry) => {
      try {
        storage.setItem(keyOf(flowId), JSON.stringify(entry))
      } catch {
        // full or switched off: the patches are still in memory, and leaving the page asks
      }
    },
    clear: () => storage.removeItem(keyOf(flowId)),
  }
}

export function readJournal(
  flowId: string,
  storage: Storage = localStorage,
): { baseRevision: number; patches: LoosePatch[] } | null {
  const text = storage.getItem(keyOf(flowId))
  if (text === null) return null
  try {
    const { baseRevision, patches } = entrySchema.parse(JSON.parse(text))
    return {
      baseRevision,
      patches: patches.map(({ op, path, value }) => ({ op, path, ...(value === undefined ? {} : { value }) })),
    }
  } catch {
    return null
  }
}
