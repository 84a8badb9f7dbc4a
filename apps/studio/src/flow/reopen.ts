/**
 * What a flow opens with: the stored document, and on top of it what an earlier visit in this browser could not send.
 *
 * Unsent patches go on the revision they were made on, and saving then merges them as it merges any late change; so
 * nobody's work is overwritten. The undo history comes along if it was recorded on exactly this document.
 */
import { applyPatches, emptyHistory, type Flow, type History } from '@evalflow/graph'
import type { Pending, StoredFlow } from './autosave.ts'
import { findFitting, type Draft, type DraftStore } from './draft-store.ts'

export interface Opened {
  /** What saving starts from. */
  stored: StoredFlow
  shown: Flow
  pending: Pick<Pending, 'flight' | 'waiting'> | undefined
  history: History
  /** A draft that fits nowhere any more; it stays where it is. */
  unusable: Draft | null
  /** The opening whose draft was taken over, and may go once this one has written its own. */
  taken: string | null
  /** Dead openings whose history is of no use to anybody now. */
  over: readonly string[]
}

export interface ReopenOptions {
  drafts: DraftStore
  /** Openings that are alive keep what is theirs. */
  living: ReadonlySet<string>
  /** The document at an older revision. @throws if it is no longer kept */
  loadVersion: (revision: number) => Promise<StoredFlow>
}

export async function reopen(flowId: string, stored: StoredFlow, options: ReopenOptions): Promise<Opened> {
  const isDead = ({ owner }: { owner: string }) => !options.living.has(owner)
  const drafts = (await options.drafts.drafts(flowId)).filter(isDead).toSorted((a, b) => b.at - a.at)
  const histories = (await options.drafts.histories(flowId)).filter(isDead)
  const over = histories.map(({ owner }) => owner)
  const draft = drafts.find(({ flight, waiting }) => flight !== null || waiting.length > 0)
  if (!draft) return plain(stored, historyFor(stored, 0), over)

  const base = await findBase(draft, stored, options.loadVersion)
  const patches = [...(draft.flight?.patches ?? []), ...draft.waiting]
  try {
    return {
      stored: base,
      shown: applyPatches(base.flow, patches),
      pending: { flight: draft.flight, waiting: draft.waiting },
      history: historyFor(base, patches.length),
      unusable: null,
      taken: draft.owner,
      over,
    }
  } catch {
    return { ...plain(stored, emptyHistory, over), unusable: draft }
  }

  function historyFor({ revision }: StoredFlow, unsaved: number): History {
    return findFitting(histories, { revision, unsaved })?.history ?? emptyHistory
  }
}

function plain(stored: StoredFlow, history: History, over: readonly string[]): Opened {
  return { stored, shown: stored.flow, pending: undefined, history, unusable: null, taken: null, over }
}

async function findBase(
  draft: Draft,
  stored: StoredFlow,
  loadVersion: ReopenOptions['loadVersion'],
): Promise<StoredFlow> {
  if (draft.baseRevision === stored.revision) return stored
  try {
    return await loadVersion(draft.baseRevision)
  } catch {
    // thinned out: what is stored now is the best that is left to put the patches on
    return stored
  }
}
