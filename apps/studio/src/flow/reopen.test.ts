import 'fake-indexeddb/auto'
import { applyPatches, emptyFlow, emptyHistory, recordChange, setFlowInfo, type FlowPatch } from '@evalflow/graph'
import { beforeEach, describe, expect, it } from 'vitest'
import { createDraftStore, type Draft, type DraftStore } from './draft-store.ts'
import { reopen } from './reopen.ts'

const rename = (name: string): FlowPatch => ({ op: 'replace', path: ['name'], value: name })
const flow = emptyFlow({ id: 'f', name: 'start' })
const change = setFlowInfo(flow, { name: 'mine' }, { newId: () => 'n' })
const history = recordChange(emptyHistory, change, { at: 1 })
const draft: Draft = {
  owner: 'tab-1',
  at: 5,
  baseRevision: 1,
  flight: { id: 'change-1', patches: [rename('mine')] },
  waiting: [{ op: 'replace', path: ['description'], value: 'also mine' }],
}

let flowId: string
let storage: Storage
let drafts: DraftStore
let flows = 0

beforeEach(() => {
  flowId = `f${(flows += 1)}`
  storage = createStorage()
  drafts = createDraftStore(storage)
})

const open = (stored = { revision: 1, flow }, living: string[] = []) =>
  reopen(flowId, stored, {
    drafts: createDraftStore(storage),
    living: new Set(living),
    loadVersion: async (revision) => {
      if (revision !== 1) throw new Error('not kept')
      return { revision: 1, flow }
    },
  })

describe('reopen', () => {
  it('shows the stored flow where nothing was left', async () => {
    expect(await open()).toMatchObject({ shown: flow, pending: undefined, history: emptyHistory, unusable: null })
  })

  it('brings back what was not sent, under the id it was sent with, and its undo history', async () => {
    await drafts.writeDraft(flowId, draft)
    await drafts.writeHistory(flowId, { owner: 'tab-1', revision: 1, unsaved: 2, history, at: 5 })

    const opened = await open()

    expect(opened.shown).toMatchObject({ name: 'mine', description: 'also mine' })
    expect(opened.pending).toEqual({ flight: draft.flight, waiting: draft.waiting })
    expect(opened.history).toEqual(history)
  })

  it('finds a draft that only the quick place had time for', async () => {
    storage.setItem(`evalflow.unsaved.${flowId}.tab-1`, JSON.stringify(draft))

    expect((await open()).shown.name).toBe('mine')
  })

  it('finds a draft too large for the quick place', async () => {
    const large = 'x'.repeat(300_000)
    await drafts.writeDraft(flowId, { ...draft, waiting: [rename(large)] })

    expect(storage.length).toBe(0)
    expect((await open()).shown.name).toBe(large)
  })

  it('leaves alone what a living tab has not sent yet', async () => {
    await drafts.writeDraft(flowId, draft)

    expect(await open(undefined, ['tab-1'])).toMatchObject({ shown: flow, pending: undefined })
  })

  it('puts a draft on the revision it was made on, so that saving merges it', async () => {
    await drafts.writeDraft(flowId, draft)
    const later = { revision: 4, flow: applyPatches(flow, [rename('theirs')]) }

    expect(await open(later)).toMatchObject({ stored: { revision: 1, flow }, shown: { name: 'mine' } })
  })

  it('takes the history only for the very document it was recorded on', async () => {
    await drafts.writeHistory(flowId, { owner: 'tab-1', revision: 2, unsaved: 0, history, at: 5 })
    const mine = applyPatches(flow, change.patches)

    expect((await open({ revision: 2, flow: mine })).history).toEqual(history)
    expect((await open({ revision: 3, flow: mine })).history).toEqual(emptyHistory)
  })

  it('says which draft fits nowhere, and shows the stored flow', async () => {
    const misfit = { ...draft, baseRevision: 9, flight: null, waiting: [{ op: 'remove', path: ['nodes', 'gone'] }] }
    await drafts.writeDraft(flowId, misfit as Draft)

    expect(await open()).toMatchObject({ shown: flow, pending: undefined, unusable: { owner: 'tab-1' } })
  })

  it('forgets a draft once it was sent', async () => {
    await drafts.writeDraft(flowId, draft)
    await drafts.removeDraft(flowId, 'tab-1')

    expect(await open()).toMatchObject({ shown: flow, pending: undefined })
  })
})

function createStorage(): Storage {
  const items = new Map<string, string>()
  return {
    get length() {
      return items.size
    },
    key: (index) => [...items.keys()][index] ?? null,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
    clear: () => items.clear(),
  }
}
