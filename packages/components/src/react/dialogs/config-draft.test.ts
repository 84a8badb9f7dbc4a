import { describe, expect, it } from 'vitest'
import { checkDraft, emptyDraft, NAME, setHead, setTypeValue, TYPE, typeValues } from './config-draft.ts'

const context = { namespace: 'default', connected: null, existing: null, unavailable: {} }
const t = (key: string) => key

describe('config draft', () => {
  it('keeps for each type what was typed for it', () => {
    const custom = setTypeValue(emptyDraft(), 'max_tokens', 7)
    const other = setTypeValue(setHead(custom, TYPE, 'similarity_metrics'), 'max_tokens', 99)

    const back = setHead(other, TYPE, 'custom')

    expect(typeValues(back)).toEqual({ max_tokens: 7 })
    expect(typeValues(other)).toEqual({ max_tokens: 99 })
  })

  it('begins clean: a new draft knows nothing of an earlier one', () => {
    setTypeValue(emptyDraft(), 'max_tokens', 7)

    expect(emptyDraft()).toEqual({ head: { [TYPE]: 'custom', '03_dataset_selection': 'template' }, byType: {} })
  })

  it('refuses a type that the server cannot run, with its reason', () => {
    const draft = setHead(setHead(emptyDraft(), NAME, 'a'), TYPE, 'bigcode_evaluation_harness')

    expect(checkDraft(draft, context, t).errors[TYPE]).toBeUndefined()
    expect(
      checkDraft(draft, { ...context, unavailable: { bigcode_evaluation_harness: 'no sandbox here' } }, t).errors[TYPE],
    ).toContain('no sandbox here')
  })

  it('refuses a choice that is not available, naming why', () => {
    const draft = setHead(setHead(emptyDraft(), NAME, 'a'), '03_dataset_selection', 'input')

    expect(checkDraft(draft, context, t).errors['03_dataset_selection']).toContain('noInput')
  })
})
