import { applyPatches, emptyFlow, type Flow, type FlowPatch } from '@evalflow/graph'
import { describe, expect, it, vi } from 'vitest'
import { createAutosave, type Journal, type Pending, type SaveState, type StoredFlow } from './autosave.ts'

const rename = (name: string): FlowPatch => ({ op: 'replace', path: ['name'], value: name })
const describeAs = (description: string): FlowPatch => ({ op: 'replace', path: ['description'], value: description })

/** A server and an editor of one tab; timers run when told to. */
function setUp(pending?: Pick<Pending, 'flight' | 'waiting'>) {
  const server: { stored: StoredFlow; applied: Set<string>; fail: unknown[]; loseAnswer: boolean } = {
    stored: { revision: 1, flow: emptyFlow({ id: 'f', name: 'start' }) },
    applied: new Set(),
    fail: [],
    loseAnswer: false,
  }
  let shown: Flow = server.stored.flow
  const states: SaveState[] = []
  const timers: (() => void)[] = []
  let journalled: readonly FlowPatch[] = []
  const journal: Journal = {
    write: ({ flight, waiting }) => (journalled = [...(flight?.patches ?? []), ...waiting]),
    clear: () => (journalled = []),
  }
  let ids = 0
  const autosave = createAutosave({
    stored: server.stored,
    journal,
    pending,
    current: () => shown,
    applyRemote: (patches) => (shown = applyPatches(shown, patches)),
    show: (flow) => (shown = flow),
    onState: (state) => states.push(state),
    newId: () => `change-${(ids += 1)}`,
    delay: (run) => {
      timers.push(run)
      return () => timers.splice(timers.indexOf(run), 1)
    },
    port: {
      patch: async ({ baseRevision, patches, changeId }) => {
        const failure = server.fail.shift()
        if (failure) throw failure
        if (server.applied.has(changeId)) return { revision: server.stored.revision }
        if (baseRevision !== server.stored.revision) throw Object.assign(new Error('conflict'), { status: 409 })
        server.stored = { revision: baseRevision + 1, flow: applyPatches(server.stored.flow, patches) }
        server.applied.add(changeId)
        if (server.loseAnswer) {
          server.loseAnswer = false
          throw new Error('connection reset')
        }
        return { revision: server.stored.revision }
      },
      load: async () => server.stored,
      replace: async (flow, baseRevision) => {
        if (baseRevision !== server.stored.revision) throw Object.assign(new Error('conflict'), { status: 409 })
        server.stored = { revision: baseRevision + 1, flow }
        return { revision: server.stored.revision }
      },
    },
  })
  const edit = (patch: FlowPatch) => {
    shown = applyPatches(shown, [patch])
    autosave.changed([patch])
  }
  const others = (patch: FlowPatch) => {
    server.stored = { revision: server.stored.revision + 1, flow: applyPatches(server.stored.flow, [patch]) }
  }
  return {
    server,
    states,
    autosave,
    edit,
    others,
    shown: () => shown,
    journalled: () => journalled,
    runTimers: () => timers.splice(0).forEach((run) => run()),
  }
}

describe('createAutosave', () => {
  it('stores what was changed and says so', async () => {
    const tab = setUp()
    tab.edit(rename('a'))
    tab.edit(rename('b'))

    expect(await tab.autosave.flush()).toBe(true)
    expect(tab.server.stored).toMatchObject({ revision: 2, flow: { name: 'b' } })
    expect(tab.states.at(-1)).toEqual({ state: 'saved', revision: 2 })
    expect(tab.journalled()).toEqual([])
  })

  it('keeps what could not be sent in the journal and sends it later', async () => {
    const tab = setUp()
    tab.server.fail = [new Error('offline')]
    tab.edit(rename('a'))

    expect(await tab.autosave.flush()).toBe(false)
    expect(tab.states.at(-1)).toMatchObject({ state: 'failed', reason: 'offline' })
    expect(tab.journalled()).toHaveLength(1)

    expect(await tab.autosave.flush()).toBe(true)
    expect(tab.server.stored.flow.name).toBe('a')
  })

  it('applies a change once when its answer was lost', async () => {
    const tab = setUp()
    tab.server.loseAnswer = true
    tab.edit(rename('a'))
    await tab.autosave.flush()

    expect(await tab.autosave.flush()).toBe(true)
    expect(tab.server.stored.revision).toBe(2)
  })

  it('sends what an earlier visit left, once, also if it had arrived', async () => {
    const lost = setUp()
    lost.server.loseAnswer = true
    lost.edit(rename('a'))
    await lost.autosave.flush()
    const again = setUp({ flight: { id: 'earlier', patches: [rename('a')] }, waiting: [describeAs('b')] })
    again.server.stored = lost.server.stored
    again.server.applied = new Set(['earlier'])

    expect(again.autosave.standing()).toEqual({ revision: 1, unsaved: 2 })
    expect(again.journalled()).toHaveLength(2)
    expect(await again.autosave.flush()).toBe(true)

    expect(again.server.stored).toMatchObject({ revision: 3, flow: { name: 'a', description: 'b' } })
    expect(again.journalled()).toEqual([])
  })

  it('merges changes of another tab to other things without asking', async () => {
    const tab = setUp()
    tab.others(describeAs('theirs'))
    tab.edit(rename('mine'))
    await tab.autosave.flush()
    await tab.autosave.flush()

    expect(tab.server.stored.flow).toMatchObject({ name: 'mine', description: 'theirs' })
    expect(tab.shown()).toMatchObject({ name: 'mine', description: 'theirs' })
  })

  it('asks when both changed the same thing, and keeps both until answered', async () => {
    const tab = setUp()
    tab.others(rename('theirs'))
    tab.edit(rename('mine'))
    await tab.autosave.flush()

    expect(tab.states.at(-1)).toMatchObject({
      state: 'conflict',
      conflict: { paths: [['name']], mine: { name: 'mine' }, theirs: { flow: { name: 'theirs' } } },
    })
    expect(tab.journalled()).toHaveLength(1)

    await tab.autosave.resolve('mine')
    expect(tab.server.stored.flow.name).toBe('mine')
  })

  it('shows their version when it is chosen', async () => {
    const tab = setUp()
    tab.others(rename('theirs'))
    tab.edit(rename('mine'))
    await tab.autosave.flush()

    await tab.autosave.resolve('theirs')

    expect(tab.shown().name).toBe('theirs')
    expect(tab.autosave.hasUnsaved()).toBe(false)
  })

  it('shows a change that another tab saved', () => {
    const tab = setUp()
    tab.others(describeAs('theirs'))

    tab.autosave.remote({ revision: 2, patches: [describeAs('theirs')] })

    expect(tab.shown().description).toBe('theirs')
    expect(tab.states.at(-1)).toEqual({ state: 'saved', revision: 2 })
  })

  it('shows a change that was told of while its own was on the way', async () => {
    const tab = setUp()
    tab.edit(rename('mine'))
    const sent = tab.autosave.flush()
    // the server applied ours, then theirs, and the news of theirs is here before the answer to ours
    await Promise.resolve()
    tab.others(describeAs('theirs'))
    tab.autosave.remote({ revision: tab.server.stored.revision, patches: [describeAs('theirs')] })
    await sent

    await vi.waitFor(() => expect(tab.shown()).toMatchObject({ name: 'mine', description: 'theirs' }))
    expect(tab.states.at(-1)).toEqual({ state: 'saved', revision: 3 })
  })

  it('says when the flow was deleted', async () => {
    const tab = setUp()
    tab.server.fail = [Object.assign(new Error('gone'), { status: 404 })]
    tab.edit(rename('a'))
    await tab.autosave.flush()

    expect(tab.states.at(-1)).toEqual({ state: 'gone' })
  })
})
