/**
 * What one browser keeps of an open flow: patches the server has not acknowledged, and the undo history.
 *
 * 1. A record belongs to one opening of one flow; two tabs never write over each other's.
 * 2. Unsaved patches go to `localStorage` at once (it outlives the tab at any instant, but is small) and to IndexedDB
 *    (large, and flushed to disk). The newer of the two counts.
 * 3. The history fits only the document it was recorded on, so its record says which revision and how many unsaved
 *    patches that was (`fits`).
 *
 * Records hold what the flow holds: names of secrets, never secrets.
 */
import { flowPatchSchema } from '@evalflow/contract'
import type { FlowPatch, History } from '@evalflow/graph'
import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import { z } from 'zod'
import type { Pending } from './autosave.ts'

export interface Draft extends Pending {
  /** The opening that wrote it. */
  owner: string
  /** Milliseconds since the epoch. */
  at: number
}

export interface StoredHistory {
  owner: string
  /** Revision of the stored flow that `unsaved` patches come on top of. */
  revision: number
  unsaved: number
  history: History
  at: number
}

interface DraftDb extends DBSchema {
  drafts: { key: [string, string]; value: Draft }
  histories: { key: [string, string]; value: StoredHistory }
}

export interface DraftStore {
  drafts: (flowId: string) => Promise<Draft[]>
  /** Resolves to false where neither place could keep it (private mode, disk full). */
  writeDraft: (flowId: string, draft: Draft) => Promise<boolean>
  removeDraft: (flowId: string, owner: string) => Promise<void>
  histories: (flowId: string) => Promise<StoredHistory[]>
  writeHistory: (flowId: string, history: StoredHistory) => Promise<void>
  removeHistory: (flowId: string, owner: string) => Promise<void>
}

const NAME = 'evalflow-studio'
const PREFIX = 'evalflow.unsaved.'
/** More would block typing, and `localStorage` holds 5 MB in all; IndexedDB alone keeps what is larger. */
const LOCAL_LIMIT_CHARS = 200_000

const patchesSchema = z.array(
  flowPatchSchema.transform(({ op, path, value }): FlowPatch =>
    op === 'remove' ? { op, path } : { op, path, value: value === undefined ? null : value },
  ),
)
const draftSchema = z.object({
  owner: z.string(),
  at: z.number(),
  baseRevision: z.int(),
  flight: z.object({ id: z.string(), patches: patchesSchema }).nullable(),
  waiting: patchesSchema,
})

export function createDraftStore(storage: Storage = localStorage): DraftStore {
  let opened: Promise<IDBPDatabase<DraftDb>> | null = null
  const db = () => {
    opened ??= openDB<DraftDb>(NAME, 1, {
      upgrade: (database) => {
        database.createObjectStore('drafts')
        database.createObjectStore('histories')
      },
    })
    return opened
  }
  const localKey = (flowId: string, owner: string) => `${PREFIX}${flowId}.${owner}`

  function writeLocal(flowId: string, draft: Draft): boolean {
    const key = localKey(flowId, draft.owner)
    try {
      const text = JSON.stringify(draft)
      if (text.length <= LOCAL_LIMIT_CHARS) {
        storage.setItem(key, text)
        return true
      }
      storage.removeItem(key)
    } catch {
      // full or switched off: an older record must not pass for the newest
      storage.removeItem(key)
    }
    return false
  }

  function readLocal(flowId: string): Draft[] {
    const prefix = localKey(flowId, '')
    const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index))
    return keys.flatMap((key) => (key?.startsWith(prefix) ? parseDraft(storage.getItem(key)) : []))
  }

  return {
    drafts: async (flowId) => {
      const kept = await ofFlow(db, 'drafts', flowId).catch(() => [])
      const newest = new Map<string, Draft>()
      for (const draft of [...kept, ...readLocal(flowId)]) {
        if ((newest.get(draft.owner)?.at ?? -1) <= draft.at) newest.set(draft.owner, draft)
      }
      return Array.from(newest.values())
    },
    writeDraft: async (flowId, draft) => {
      const local = writeLocal(flowId, draft)
      try {
        const transaction = (await db()).transaction('drafts', 'readwrite', { durability: 'strict' })
        void transaction.store.put(draft, [flowId, draft.owner])
        transaction.commit()
        await transaction.done
        return true
      } catch {
        return local
      }
    },
    removeDraft: async (flowId, owner) => {
      storage.removeItem(localKey(flowId, owner))
      await (await db()).delete('drafts', [flowId, owner])
    },
    histories: (flowId) => ofFlow(db, 'histories', flowId).catch(() => []),
    writeHistory: async (flowId, history) => {
      await (await db()).put('histories', history, [flowId, history.owner])
    },
    removeHistory: async (flowId, owner) => (await db()).delete('histories', [flowId, owner]),
  }
}

/** Newest first; the history that was recorded on exactly this document, if there is one. */
export function findFitting(
  histories: readonly StoredHistory[],
  fits: { revision: number; unsaved: number },
): StoredHistory | undefined {
  return histories
    .toSorted((a, b) => b.at - a.at)
    .find(({ revision, unsaved }) => revision === fits.revision && unsaved === fits.unsaved)
}

async function ofFlow<Name extends 'drafts' | 'histories'>(
  db: () => Promise<IDBPDatabase<DraftDb>>,
  store: Name,
  flowId: string,
): Promise<DraftDb[Name]['value'][]> {
  // an array sorts after every string, so this is every owner of the flow
  return (await db()).getAll(store, IDBKeyRange.bound([flowId, ''], [flowId, []]))
}

function parseDraft(text: string | null): Draft[] {
  try {
    return [draftSchema.parse(JSON.parse(text ?? ''))]
  } catch {
    // written by another version; it stays where it is
    return []
  }
}
