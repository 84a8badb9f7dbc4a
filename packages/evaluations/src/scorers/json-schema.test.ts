import { openJournal } from '@evalflow/engine'
import { describe, expect, it } from 'vitest'
import { createServices } from '../dev/test-services.ts'
import { planLive } from '../run/plan-evaluation.ts'
import { runEvaluation } from '../run/run-evaluation.ts'

const services = createServices({})
const CLOSED = { type: 'object', required: ['a'], properties: { a: { type: 'integer' } }, additionalProperties: false }

async function score(params: object, answer: string) {
  const check = { type: 'json-schema', params: { prediction: '{{ item.answer }}', ...params } }
  const config = { type: 'custom', tasks: { t: { type: 'data', metrics: { check } } } }
  const journal = openJournal(':memory:')
  const plan = await planLive({ config, target: { type: 'rows', rows: [{ answer }] }, services })
  await runEvaluation(plan, { journal })
  const row = journal.getSample('t', 0)
  return {
    parse: row?.scores['check.parse_ok'],
    schema: row?.scores['check.schema_ok'],
    errors: (row?.extra as { check?: { errors: string[] } } | undefined)?.check?.errors ?? [],
    failure: row?.error ?? Object.values(row?.unscored ?? {})[0],
  }
}

describe('json-schema', () => {
  it.each([
    ['{"a":1}', 'strict', 1, 1],
    ['{"a":1.0}', 'strict', 1, 1],
    ['{"a":"1"}', 'strict', 1, 0],
    ['{"a":1,"b":2}', 'strict', 1, 0],
    ['Sure: {"a":1}', 'strict', 0, 0],
    ['Sure: {"a":1}', 'lenient', 1, 1],
    ['```json\n{"a":1}\n```', 'strict', 1, 1],
  ])('%s, %s: parses %d, fits %d', async (answer, extraction, parse, schema) => {
    expect(await score({ schema: CLOSED, extraction }, answer)).toMatchObject({ parse, schema })
  })

  it('says what is wrong, for all places at once', async () => {
    const { errors } = await score({ schema: CLOSED }, '{"a":"1","b":2}')

    expect(errors).toHaveLength(2)
    expect(errors.join()).toContain('/a must be integer')
  })

  it.each([
    [
      '2020-12 prefixItems',
      { $schema: 'https://json-schema.org/draft/2020-12/schema', prefixItems: [{ type: 'string' }] },
      '[1]',
      0,
    ],
    [
      'draft-07 items list',
      { $schema: 'http://json-schema.org/draft-07/schema#', items: [{ type: 'string' }] },
      '[1]',
      0,
    ],
    ['formats', { type: 'string', format: 'date' }, '"2026-02-30"', 0],
    ['local references', { $ref: '#/$defs/x', $defs: { x: { type: 'string' } } }, '"x"', 1],
    ['unknown keywords', { type: 'string', 'x-note': 1 }, '"x"', 1],
    ['schema as JSON text', '{"type":"null"}', 'null', 1],
    ['patterns with any character', { pattern: '^.+@\\S+\\.[a-z]{2,}$' }, '"é x@b.de"', 1],
  ])('knows %s', async (_what, schema, answer, expected) => {
    expect((await score({ schema }, answer)).schema).toBe(expected)
  })

  it('runs a pattern in linear time that would backtrack for years', async () => {
    expect((await score({ schema: { pattern: '^(a+)+$' } }, JSON.stringify(`${'a'.repeat(5000)}!`))).schema).toBe(0)
  })

  it.each([
    ['a remote reference', { $ref: 'https://example.com/s.json' }, 'https://example.com'],
    ['another draft', { $schema: 'http://json-schema.org/draft-04/schema#' }, 'draft-04'],
    ['what is no schema', { type: 'integre' }, 'no usable JSON Schema'],
    ['no JSON', '{', 'not JSON'],
    ['a bad pattern', { pattern: '(' }, 'no usable JSON Schema'],
  ])('refuses %s before any row', async (_what, schema, message) => {
    await expect(score({ schema }, '1')).rejects.toThrow(message)
  })
})
