import { Template } from '@huggingface/jinja'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RowView } from './row-view.ts'
import { compileTemplate } from './template.ts'
import { compileField, compileValue } from './value-template.ts'

const options = { path: 'prompt', topLevel: false }
const view = (item: Record<string, unknown>, sample: Record<string, unknown> = {}): RowView => ({
  item,
  sample,
  topLevel: false,
})
const render = (source: string, item: Record<string, unknown>, sample = {}) =>
  compileTemplate(source, options).render(view(item, sample))

describe('compileTemplate', () => {
  it.each([
    ['plain', 'Q: {{ item.question }}?', 'Q: why?'],
    ['number and truth', '{{item.n}} {{item.yes}}', '3 true'],
    ['fraction', '{{item.half}}', '0.5'],
    ['filters', '{{ item.question | upper | trim }}', 'WHY'],
    ['list', '{{ item.tags | tojson }}', '["a", "b"]'],
    ['loop', '{% for tag in item.tags %}{{ loop.index }}{{ tag }} {% endfor %}', '1a 2b '],
    ['normalised column', '{{ item.ideal_response }}', 'because'],
    ['subscript', '{{ item["question"] }}', 'why'],
    ['model output', '{{ sample.output_text }}', 'x'],
    ['default', '{{ item.hint | default("none") }}', 'none'],
    ['test', '{% if item.hint is defined %}{{ item.hint }}{% else %}-{% endif %}', '-'],
    ['method', '{{ item.get("question") }}', 'why'],
    ['set', '{% set x = item.question %}{{ x }}', 'why'],
    ['null is empty', '[{{ item.nothing }}]', '[]'],
  ])('renders %s', (_case, source, expected) => {
    const item = {
      question: 'why',
      n: 3,
      yes: true,
      half: 0.5,
      tags: ['a', 'b'],
      'Ideal Response': 'because',
      nothing: null,
    }

    expect(render(source, item, { output_text: 'x' })).toBe(expected)
  })

  it('names an unknown variable when it is compiled', () => {
    expect(() => compileTemplate('{{ question }}', options)).toThrow(
      /prompt: unknown variable "question". Known: item, sample/,
    )
  })

  it('names a column the row lacks', () => {
    expect(() => render('{{ item.qestion }}', { question: 1 })).toThrow(
      /unknown variable "item.qestion". Known: item.question/,
    )
    expect(() => render('{{ item.qestion | trim }}', { question: 1 })).toThrow('item.qestion')
    expect(() => render('{{ sample.output }}', {}, { output_text: '' })).toThrow('sample.output')
  })

  it('takes columns as variables in data tasks', () => {
    const template = compileTemplate('{{ answer }} {{ item.answer }}', { path: 'x', topLevel: true })

    expect(template.render({ item: { answer: 'a' }, sample: {}, topLevel: true })).toBe('a a')
    expect(() => template.render({ item: { other: 'a' }, sample: {}, topLevel: true })).toThrow(
      'unknown variable "answer"',
    )
  })

  it.each([
    ['a huge range', '{% for i in range(10000000000) %}x{% endfor %}'],
    ['nested ranges', '{% for i in range(5000) %}{% for j in range(5000) %}{% endfor %}{% endfor %}'],
    [
      'nested loops over a list',
      '{% for a in item.l %}{% for b in item.l %}{% for c in item.l %}{% endfor %}{% endfor %}{% endfor %}',
    ],
    [
      'doubling text',
      '{% set ns = namespace(t="xxxxxxxxxx") %}{% for i in range(40) %}{% set ns.t = ns.t ~ ns.t %}{% endfor %}{{ ns.t }}',
    ],
    ['endless recursion', '{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}'],
  ])('stops %s', (_case, source) => {
    expect(() => render(source, { l: Array.from({ length: 2000 }, () => 1) })).toThrow(/^prompt: rendering/)
  })

  it('knows where a value stands in a list, and how often', () => {
    const row = { l: ['A', 'B', 'B', 1], key: 'B', index: { index: 7 } }

    expect(render('{{ item.l.index(item.key) }}{{ item.l.count("B") }}{{ item.l.count("1") }}', row)).toBe('120')
    expect(render('{{ item.index.index }}', row)).toBe('7')
    expect(() => render('{{ item.l.index("C") }}', row)).toThrow('not in the list')
  })

  it('refuses what is no template', () => {
    expect(() => compileTemplate('{% if %}', options)).toThrow('cannot be read')
  })

  it('gives on its fast path what the library gives', () => {
    const scalar = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constant(null),
    )
    const source = fc
      .array(fc.constantFrom('{{ item.a }}', '{{item.b}}', ' text\n', '{{ sample.output_text }}', '{{ item["a"] }}'))
      .map((parts) => `{{ item.a }}${parts.join('')}`)

    fc.assert(
      fc.property(source, scalar, scalar, fc.string(), (text, a, b, output) => {
        const item = { a, b }

        expect(render(text, item, { output_text: output })).toBe(
          new Template(text).render({ item, sample: { output_text: output } }),
        )
      }),
    )
  })
})

describe('values', () => {
  it('render whole expressions to values, and leave other texts alone', () => {
    const body = compileValue({ messages: '{{ item.m | tojson }}', note: '{{ item.s }}' }, options)

    expect(body.render(view({ m: [{ role: 'user', content: 'x' }], s: '[1]' }))).toEqual({
      messages: [{ role: 'user', content: 'x' }],
      note: '[1]',
    })
  })

  it('render fields that are no text', () => {
    expect(compileField('{{ item.choice }}', options).render(view({ choice: 'auto' }))).toBe('auto')
    expect(compileField('{{ item.t }}', options).render(view({ t: '0.5' }))).toBe(0.5)
    expect(compileField('auto', options).render(view({}))).toBe('auto')
  })
})
