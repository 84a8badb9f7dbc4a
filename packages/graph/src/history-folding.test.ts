import { describe, expect, it } from 'vitest'
import type { Change } from './change.ts'
import { COALESCE_MS, emptyHistory, type History, recordChange, redo, sealHistory, undo } from './history.ts'
import type { FlowPatch } from './patches.ts'

const set = (path: string, value: string): FlowPatch => ({ op: 'replace', path: path.split('.'), value })
const add = (path: string, value: string): FlowPatch => ({ op: 'add', path: path.split('.'), value })
const remove = (path: string): FlowPatch => ({ op: 'remove', path: path.split('.') })
const change = (patches: FlowPatch[], inverse: FlowPatch[], label = 'Edit'): Change => ({ patches, inverse, label })

const first = change([set('name', 'a')], [set('name', '')], 'First')
const second = change([set('name', 'b')], [set('name', 'a')], 'Second')
const third = change([set('name', 'c')], [set('name', 'b')], 'Third')
const keyed = (history: History, what: Change, at = 0) => recordChange(history, what, { at, key: 'k' })
/** The one entry of two changes of one gesture. */
const entryOf = (a: Change, b: Change) => keyed(keyed(emptyHistory, a), b).past[0]

describe('recordChange', () => {
  it('[H2] joins changes up to a second apart, counted from the last one', () => {
    const joined = keyed(keyed(keyed(emptyHistory, first, 0), second, COALESCE_MS), third, 2 * COALESCE_MS)

    expect(joined.past).toEqual([
      { label: 'First', patches: [set('name', 'c')], inverse: [set('name', '')], at: 2 * COALESCE_MS, key: 'k' },
    ])
    expect(keyed(keyed(emptyHistory, first, 0), second, COALESCE_MS + 1).past).toHaveLength(2)
  })

  it('[H2] keeps changes without a key apart, and gives their entries none', () => {
    const history = recordChange(recordChange(emptyHistory, first, { at: 0 }), second, { at: 0 })

    expect(history.past).toHaveLength(2)
    expect(history.past.map((entry) => Object.hasOwn(entry, 'key'))).toEqual([false, false])
  })

  it('[H2] [H5] after an undo, typing on is a new entry and forgets what could be redone', () => {
    const both = keyed(keyed(emptyHistory, first, 0), second, 5_000)
    const back = undo(both)?.history ?? emptyHistory

    const history = keyed(back, third, 1)

    expect(history.past.map(({ label }) => label)).toEqual(['First', 'Third'])
    expect(history.future).toEqual([])
  })

  it('[H4] leaves earlier entries alone when a gesture ends where it began', () => {
    const before = recordChange(emptyHistory, third, { at: 0 })
    const home = change([set('name', '')], [set('name', 'a')])

    expect(keyed(keyed(before, first), home).past).toEqual(before.past)
    expect(keyed(keyed(before, first), second).past).toHaveLength(2)
  })

  it('[H4] keeps a gesture of which only one part came home', () => {
    const out = change([set('a.x', '1'), set('b.x', '1')], [set('b.x', '0'), set('a.x', '0')])
    const half = change([set('a.x', '0'), set('b.x', '2')], [set('b.x', '1'), set('a.x', '1')])

    expect(keyed(keyed(emptyHistory, out), half).past).toMatchObject([{ patches: [set('a.x', '0'), set('b.x', '2')] }])
  })

  it('[H4] keeps what adds or removes, whatever the values', () => {
    const added = change([add('foreign.a', 'x')], [remove('foreign.a')])
    const gone = change([remove('foreign.a')], [add('foreign.a', 'x')])

    expect(keyed(keyed(emptyHistory, added), gone).past).toHaveLength(1)
    expect(keyed(emptyHistory, gone).past).toHaveLength(1)
  })
})

describe('two changes of one gesture', () => {
  it('[H2] set the same places again as one patch each', () => {
    const drag = (from: string, to: string) =>
      change([set('a.x', to), set('b.x', to)], [set('b.x', from), set('a.x', from)])

    expect(entryOf(drag('0', '1'), drag('1', '2'))).toMatchObject({
      patches: [set('a.x', '2'), set('b.x', '2')],
      inverse: [set('b.x', '0'), set('a.x', '0')],
    })
  })

  it('[H2] keep what was new as new', () => {
    const typed = change([set('values.a', 'b')], [set('values.a', 'a')])

    expect(entryOf(change([add('values.a', 'a')], [remove('values.a')]), typed)).toMatchObject({
      patches: [add('values.a', 'b')],
      inverse: [remove('values.a')],
    })
  })

  it('[H2] fold at a position in a list that is set again', () => {
    expect(
      entryOf(change([set('list.0', '1')], [set('list.0', '0')]), change([set('list.0', '2')], [set('list.0', '1')])),
    ).toMatchObject({ patches: [set('list.0', '2')], inverse: [set('list.0', '0')] })
  })

  it.each(['list1', '1st', 'x'])('[H2] fold at the key %s, which is no position in a list', (key) => {
    const typed = change([set(`values.${key}`, 'b')], [set(`values.${key}`, 'a')])

    expect(entryOf(change([add(`values.${key}`, 'a')], [remove(`values.${key}`)]), typed)?.patches).toHaveLength(1)
  })

  it.each<[string, Change, Change]>([
    ['another place', change([set('a', '1')], [set('a', '0')]), change([set('b', '1')], [set('b', '0')])],
    [
      'more places than before',
      change([set('a', '1')], [set('a', '0')]),
      change([set('a', '2'), set('b', '1')], [set('b', '0'), set('a', '1')]),
    ],
    [
      'fewer places than before',
      change([set('a', '1'), set('b', '1')], [set('b', '0'), set('a', '0')]),
      change([set('a', '2')], [set('a', '1')]),
    ],
    ['what was set is removed', change([set('a', '1')], [set('a', '0')]), change([remove('a')], [add('a', '1')])],
    ['what was removed comes back', change([remove('a')], [add('a', '0')]), change([add('a', '1')], [remove('a')])],
    ['a replacement after a removal', change([remove('a')], [add('a', '0')]), change([set('a', '1')], [set('a', '0')])],
    [
      'an insertion into a list',
      change([add('foreign.list.10', '1')], [remove('foreign.list.10')]),
      change([set('foreign.list.10', '2')], [set('foreign.list.10', '1')]),
    ],
    [
      'one place twice in a change',
      change([set('a', '1'), set('a', '2')], [set('a', '1'), set('a', '0')]),
      change([set('a', '3'), set('a', '4')], [set('a', '3'), set('a', '2')]),
    ],
    [
      'a place inside another',
      change([set('a', '1'), set('a.b', '2')], [set('a.b', '1'), set('a', '0')]),
      change([set('a', '3'), set('a.b', '4')], [set('a.b', '3'), set('a', '2')]),
    ],
  ])('[H3] keep their order: %s', (_case, one, two) => {
    expect(entryOf(one, two)).toMatchObject({
      patches: [...one.patches, ...two.patches],
      inverse: [...two.inverse, ...one.inverse],
    })
  })
})

describe('sealHistory', () => {
  it('[H2] ends the last gesture and changes nothing else', () => {
    const other = recordChange(emptyHistory, third, { at: 0 })
    const both = keyed(other, first, 9)

    const sealed = sealHistory(both)

    expect(sealed.past[0]).toBe(both.past[0])
    expect(sealed.past[1]).toStrictEqual({ label: 'First', patches: first.patches, inverse: first.inverse, at: 9 })
    expect(sealHistory(sealed)).toBe(sealed)
    expect(sealHistory(emptyHistory)).toBe(emptyHistory)
  })

  it('keeps what can be redone', () => {
    const both = keyed(keyed(emptyHistory, first, 0), second, 5_000)
    const back = undo(both)?.history ?? emptyHistory

    expect(sealHistory(back).future).toEqual(back.future)
    expect(back.future).toHaveLength(1)
  })
})

describe('undo and redo', () => {
  it('[H1] name the step, take the patches of the right way, and walk in order', () => {
    const both = keyed(keyed(emptyHistory, first, 0), second, 5_000)

    const back = undo(both)
    const further = undo(back?.history ?? emptyHistory)
    const again = redo(further?.history ?? emptyHistory)

    expect(back).toMatchObject({ label: 'Second', patches: second.inverse })
    expect(further).toMatchObject({ label: 'First', patches: first.inverse, history: { past: [] } })
    expect(again).toMatchObject({ label: 'First', patches: first.patches })
    expect(again?.history.past).toHaveLength(1)
    expect(again?.history.future.map(({ label }) => label)).toEqual(['Second'])
  })

  it('[H2] a redone step takes no more typing', () => {
    const back = undo(keyed(emptyHistory, first, 0))
    const again = redo(back?.history ?? emptyHistory)?.history ?? emptyHistory

    expect(keyed(again, second, 1).past).toHaveLength(2)
  })
})
