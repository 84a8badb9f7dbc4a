import { describe, expect, it } from 'vitest'
import type { FieldKind, FieldSpec } from './field-spec.ts'
import { validateFields, visibleFields, withDefaults } from './fields.ts'
import type { JsonValue } from './flow.ts'
import { isSecretKey, isSecretName, looksLikeKey, withoutSecrets } from './secrets.ts'

const field = (kind: FieldKind, rest: Partial<FieldSpec> = {}): FieldSpec => ({ id: 'f', label: 'F', kind, ...rest })
const messageOf = (spec: FieldSpec, value: JsonValue): string | undefined => {
  const check = validateFields([spec], { f: value })
  return check.ok ? undefined : check.errors['f']
}

describe('validateFields', () => {
  it.each<[FieldSpec, JsonValue, string | undefined]>([
    [field('number', { min: 1, max: 3 }), 1, undefined],
    [field('number', { min: 1, max: 3 }), 4, 'F: found 4, expected 1 to 3'],
    [field('number', { min: 1 }), 99, undefined],
    [field('number', { max: 3 }), -99, undefined],
    [field('number', { integer: true }), 2, undefined],
    [field('number'), 1.5, undefined],
    [field('number'), true, 'F: found true, expected a number'],
    [field('text'), 'x'.repeat(9_999), undefined],
    [field('text'), ['a'], 'F: found a list of 1, expected text'],
    [field('number'), 'x'.repeat(40), `F: found "${'x'.repeat(40)}", expected a number`],
    [field('number'), 'x'.repeat(41), `F: found "${'x'.repeat(40)}…", expected a number`],
    [field('choice'), 'a', 'F: found "a", expected one of '],
    [field('multichoice', { options: [{ value: 'a', label: 'A' }] }), ['a'], undefined],
    [field('json'), '[1, 2]', undefined],
    [field('json'), 5, undefined],
    [field('key-values'), { a: 1, b: true, c: '' }, undefined],
    [field('key-values'), { a: null }, 'F: "a" has null, expected a name with text, a number or yes/no'],
    [field('key-values'), { ' ': 'x' }, 'F: " " has "x", expected a name with text, a number or yes/no'],
    [field('key-values'), {}, undefined],
    [field('key-values'), 'a', 'F: found "a", expected names with values'],
    [field('rows'), 'a,b\n1,2', undefined],
    [field('rows'), { file: 'x' }, undefined],
    [field('rows'), [[1]], 'F: row 1 is a list of 1, expected an object'],
    [field('chat-template'), '{{ item.q }}', undefined],
    [field('chat-template'), 5, 'F: found 5, expected messages'],
    [field('chat-template'), [5], 'F: message 1 needs a role and a text'],
    [
      field('chat-template'),
      [
        { role: 'user', content: 'a' },
        { role: 1, content: 'b' },
      ],
      'F: message 2 needs a role and a text',
    ],
    [field('chat-template'), [{ role: 'user', content: null }], 'F: message 1 needs a role and a text'],
    [field('boolean'), true, undefined],
    [field('text', { required: true }), 'x', undefined],
    [field('text', { required: true }), ' x ', undefined],
    [field('number', { required: true }), 0, undefined],
    [field('boolean', { required: true }), false, undefined],
    [field('multichoice'), [], undefined],
    [field('secret'), 5, 'F: expected the name of a stored secret; save the key under Secrets and choose it'],
  ])('[F4] %o takes or refuses %j', (spec, value, message) => {
    expect(messageOf(spec, value)).toBe(message)
  })

  it('[F3] keeps an empty value that was set, and leaves out what was not', () => {
    const fields = [field('text', { id: 'a' }), field('multichoice', { id: 'b' }), field('text', { id: 'c' })]

    expect(validateFields(fields, { a: '', b: [] })).toStrictEqual({ ok: true, value: { a: '', b: [] } })
  })

  it('[F4] names every field at fault, and gives no value then', () => {
    const fields = [
      field('text', { id: 'a', required: true }),
      field('number', { id: 'b' }),
      field('text', { id: 'c' }),
    ]

    expect(validateFields(fields, { b: 'x', c: 'fine' })).toStrictEqual({
      ok: false,
      errors: { a: 'F is required', b: 'F: found "x", expected a number' },
    })
  })
})

it('[F1] null counts as not set, other empty values do not', () => {
  const fields = [field('text', { id: 'a', default: 'x' }), field('text', { id: 'b', default: 'y' })]

  expect(withDefaults(fields, { a: null, b: '', other: false })).toEqual({ a: 'x', b: '', other: false })
})

it('[F2] several conditions must all hold, and an inner value may be an object', () => {
  const is = (id: string, ...values: JsonValue[]) => ({ field: id, is: values })
  const fields = [
    field('text', { id: 'a' }),
    field('json', { id: 'b' }),
    field('text', { id: 'both', visibleWhen: { all: [is('a', 'x', 'y'), is('b', { k: 1 })] } }),
    field('text', { id: 'none', visibleWhen: { all: [] } }),
    field('text', { id: 'never', visibleWhen: is('a') }),
  ]
  const shown = (values: Record<string, JsonValue>) => visibleFields(fields, values).map(({ id }) => id)

  expect(shown({ a: 'y', b: { k: 1 } })).toEqual(['a', 'b', 'both', 'none'])
  expect(shown({ a: 'y', b: { k: 2 } })).toEqual(['a', 'b', 'none'])
  expect(shown({ a: 'z', b: { k: 1 } })).toEqual(['a', 'b', 'none'])
})

describe('secrets', () => {
  it.each([
    ['OPENAI_KEY', true],
    ['_a.b-c', true],
    ['a'.repeat(64), true],
    ['a'.repeat(65), false],
    ['1key', false],
    ['', false],
    ['a b', false],
    ['a\n', false],
    ['xsk-1', true],
    ['nvapi-x', false],
    [`hf_${'a'.repeat(20)}`, false],
    [`hf_${'a'.repeat(19)}`, true],
    ['ghp_x', false],
    ['gho_x', false],
    ['ghx_x', true],
    ['xoxb-1', false],
    ['xoxz-1', true],
    [`AKIA${'A'.repeat(12)}`, false],
    [`AKIA${'A'.repeat(11)}`, true],
    [`eyJ${'a'.repeat(10)}`, false],
    [`eyJ${'a'.repeat(9)}`, true],
    [5, false],
    [null, false],
  ])('[F5] %j is the name of a secret: %s', (value, expected) => {
    expect(isSecretName(value)).toBe(expected)
  })

  it('know the beginnings of keys, and the names that keys stand under', () => {
    expect(['sk-x', 'Bearer sk-x', 'sk'].map(looksLikeKey)).toEqual([true, false, false])
    const names = ['Authorization', 'authorisation', 'x-api-key', 'api_key', 'apikey', 'Set-Cookie', 'accept', 'api']
    expect(names.filter(isSecretKey)).toEqual(names.slice(0, 6))
    expect(['TOKEN', 'client_secret', 'password', 'credentials'].every(isSecretKey)).toBe(true)
  })

  it('[E3] leave a field as it is fit to leave the machine', () => {
    const headers = { accept: 'x', Authorization: 'Bearer ${secret:openai}', Cookie: 'a=b', token: 5 }

    expect(withoutSecrets(field('secret'), 'MY_KEY')).toBe('MY_KEY')
    expect(withoutSecrets(field('secret'), 'sk-live')).toBeUndefined()
    expect(withoutSecrets(field('text'), 'sk-live')).toBe('sk-live')
    expect(withoutSecrets(field('text'), headers)).toBe(headers)
    expect(withoutSecrets(field('key-values'), 'Cookie')).toBe('Cookie')
    expect(withoutSecrets(field('key-values'), headers)).toEqual({
      accept: 'x',
      Authorization: 'Bearer ${secret:openai}',
    })
    const harmless = { accept: 'x' }
    expect(withoutSecrets(field('key-values'), harmless)).toBe(harmless)
    expect(withoutSecrets(field('key-values'), { token: '${secret:}', cookie: '${secret:1a}' })).toEqual({})
  })
})
