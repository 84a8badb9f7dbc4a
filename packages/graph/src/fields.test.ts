import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { FieldKind, FieldSpec } from './field-spec.ts'
import { defaultValues, validateFields, visibleFields } from './fields.ts'
import type { JsonValue } from './flow.ts'

const field = (kind: FieldKind, rest: Partial<FieldSpec> = {}): FieldSpec => ({
  id: 'f',
  label: 'Field',
  kind,
  ...rest,
})
const options = [
  { value: 'a', label: 'A' },
  { value: 'b', label: 'B', unavailable: 'needs a sandbox' },
]

function messageOf(spec: FieldSpec, value: JsonValue): string | undefined {
  const check = validateFields([spec], { f: value })
  return check.ok ? undefined : check.errors['f']
}

describe('validateFields', () => {
  it.each<[FieldSpec, JsonValue, string | undefined]>([
    [field('text', { maxLength: 3 }), 'abc', undefined],
    [field('text', { maxLength: 3 }), 'abcd', 'Field: found 4 characters, expected at most 3'],
    [field('multiline'), 5, 'Field: found 5, expected text'],
    [field('text', { required: true }), '  ', 'Field is required'],
    [field('text', { required: true }), null, 'Field is required'],
    [field('number', { min: 1, max: 3 }), 3, undefined],
    [field('number', { min: 1, max: 3 }), 0, 'Field: found 0, expected 1 to 3'],
    [field('number', { min: 1 }), 0, 'Field: found 0, expected at least 1'],
    [field('slider', { max: 3 }), 4, 'Field: found 4, expected at most 3'],
    [field('number', { integer: true }), 1.5, 'Field: found 1.5, expected a whole number'],
    [field('number'), '1', 'Field: found "1", expected a number'],
    [field('boolean'), false, undefined],
    [field('boolean'), 'no', 'Field: found "no", expected yes or no'],
    [field('choice', { options }), 'a', undefined],
    [field('radio', { options }), 'c', 'Field: found "c", expected one of a, b'],
    [field('choice', { options }), 'b', 'Field: "B" cannot be chosen now: needs a sandbox'],
    [field('multichoice', { options }), ['a'], undefined],
    [field('multichoice', { options }), ['a', 'c'], 'Field: found "c", expected one of a, b'],
    [field('multichoice', { options }), ['a', 'a'], 'Field: the same choice is there twice'],
    [field('multichoice', { options }), 'a', 'Field: found "a", expected a list of choices'],
    [field('multichoice', { options, required: true }), [], 'Field is required'],
    [field('json'), { a: 1 }, undefined],
    [field('key-values'), { a: '1' }, undefined],
    [field('key-values'), { a: {} }, 'Field: "a" has an object, expected a name with text, a number or yes/no'],
    [field('key-values'), [1], 'Field: found a list of 1, expected names with values'],
    [field('rows'), [{ a: 1 }], undefined],
    [field('rows'), [{ a: 1 }, 2], 'Field: row 2 is 2, expected an object'],
    [field('rows'), 5, 'Field: found 5, expected rows'],
    [field('chat-template'), [{ role: 'user', content: 'hi' }], undefined],
    [field('chat-template'), [{ role: 'user' }], 'Field: message 1 needs a role and a text'],
    [field('secret'), 'OPENAI_KEY', undefined],
    [field('picker'), { a: 1 }, 'Field: found an object, expected text'],
    [field('text', { schema: z.string().regex(/^a/, 'must begin with a') }), 'b', 'Field: must begin with a'],
  ])('[F4] %o takes or refuses %j', (spec, value, message) => {
    expect(messageOf(spec, value)).toBe(message)
  })

  it.each(['sk-proj-abcdefgh', 'nvapi-abc', 'hf_aaaaaaaaaaaaaaaaaaaaaaaa', 'two words'])(
    '[F5] never shows %s, which is not the name of a secret',
    (key) => {
      expect(messageOf(field('secret'), key)).toContain('name of a stored secret')
      expect(messageOf(field('secret'), key)).not.toContain(key)
    },
  )

  it('[F3] gives visible fields alone, defaults filled in, JSON parsed', () => {
    const fields = [
      field('text', { id: 'a', default: 'x' }),
      field('json', { id: 'j' }),
      field('number', { id: 'n', required: true, visibleWhen: { field: 'a', is: ['y'] } }),
    ]

    expect(validateFields(fields, { j: '{"k":[1]}', n: 'hidden, so not checked', other: 1 })).toEqual({
      ok: true,
      value: { a: 'x', j: { k: [1] } },
    })
    expect(validateFields(fields, { a: 'y' })).toEqual({ ok: false, errors: { n: 'Field is required' } })
    expect(validateFields(fields, { j: '{' })).toMatchObject({
      ok: false,
      errors: { j: expect.stringContaining('is not JSON') as string },
    })
  })
})

describe('visibleFields', () => {
  it('[F2] follows conditions through hidden fields and does not loop', () => {
    const fields = [
      field('text', { id: 'a', default: 'x' }),
      field('text', { id: 'b', default: 'on', visibleWhen: { field: 'a', is: ['y'] } }),
      field('text', { id: 'c', visibleWhen: { field: 'b', is: ['on'] } }),
      field('text', {
        id: 'd',
        visibleWhen: {
          all: [
            { field: 'a', is: ['x'] },
            { field: 'unset', is: [null] },
          ],
        },
      }),
      field('text', { id: 'e', visibleWhen: { field: 'g', is: [null] } }),
      field('text', { id: 'g', visibleWhen: { field: 'e', is: [null] } }),
    ]
    const shown = (values: Record<string, JsonValue>) =>
      visibleFields(fields, values)
        .map(({ id }) => id)
        .join('')

    expect(shown({})).toBe('ad')
    expect(shown({ a: 'y' })).toBe('abc')
    expect(shown({ a: 'y', b: 'off' })).toBe('ab')
  })

  it('[F1] a condition on several choices holds if one of them is chosen', () => {
    const fields = [
      field('multichoice', { id: 'm' }),
      field('text', { id: 't', visibleWhen: { field: 'm', is: ['x'] } }),
    ]
    const shown = (m: JsonValue) => visibleFields(fields, { m }).map(({ id }) => id)

    expect(shown(['w', 'x'])).toEqual(['m', 't'])
    expect(shown(['w'])).toEqual(['m'])
  })

  it('[F1] defaults hold only what has one', () => {
    expect(defaultValues([field('text'), field('number', { id: 'n', default: 0 })])).toEqual({ n: 0 })
  })
})
