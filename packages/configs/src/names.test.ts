import { entityNameSchema } from '@evalflow/contract'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { toDatasetId } from './dataset-id.ts'
import { isLegalName } from './legal-name.ts'
import {
  isTemplateName,
  toBaseName,
  toDatasetConfigName,
  toPlainName,
  toRuntimeName,
  toTemplateName,
  withHash,
} from './names.ts'

// Properties run hundreds of cases, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

const legalText = fc.stringMatching(/^[\w\-+@:]{1,60}$/)
const anyText = fc.string({ minLength: 1, maxLength: 400, unit: 'grapheme' }).filter((text) => text.trim() !== '')

describe('names', () => {
  it.each([
    ['[N1] a template', () => toTemplateName('qa'), 'qa_template'],
    ['[N2] a direct config', () => toDatasetConfigName('qa', 'my-dataset_v1'), 'qa_dataset_my-dataset_v1'],
    ['[N3] a runtime config', () => toRuntimeName('qa_template', 'my-dataset_v1'), 'qa_dataset_my-dataset_v1'],
    ['[N4] defect 6: only the last suffix goes', () => toBaseName('my_template_v2_template'), 'my_template_v2'],
    ['[N4] a name without the suffix is its own base', () => toBaseName('my_template_v2'), 'my_template_v2'],
    ['[N4] nothing but the suffix is no template', () => toBaseName('_template'), '_template'],
    ['[N3] of a template made elsewhere without the suffix', () => toRuntimeName('judge', 'd'), 'judge_dataset_d'],
    ['[N5] surrounding space does not count', () => toTemplateName('  qa '), 'qa_template'],
  ])('%s', (_rule, find, expected) => {
    expect(find()).toBe(expected)
  })

  it('[N5] a base is required', () => {
    expect(() => toTemplateName('  ')).toThrow('no name')
    expect(() => toDatasetConfigName('', 'd')).toThrow('no name')
  })

  it('[N5] are legal, whatever a person types', () => {
    fc.assert(
      fc.property(anyText, anyText, (base, id) => {
        for (const name of [
          toTemplateName(base),
          toDatasetConfigName(base, toDatasetId(id)),
          toPlainName(base),
          withHash(toPlainName(base), id),
        ]) {
          expect(entityNameSchema.safeParse(name).success, name).toBe(true)
          expect(isLegalName(name)).toBe(true)
        }
        expect(isTemplateName(toTemplateName(base))).toBe(true)
        expect(toDatasetConfigName(base, toDatasetId(id))).toContain('_dataset_')
      }),
    )
  })

  it('[N6] differ where the bases differ, also after escaping and cutting', () => {
    fc.assert(
      fc.property(anyText, anyText, (a, b) => {
        fc.pre(a.trim() !== b.trim())
        expect(toTemplateName(a)).not.toBe(toTemplateName(b))
        expect(toDatasetConfigName(a, 'd')).not.toBe(toDatasetConfigName(b, 'd'))
        expect(toDatasetConfigName('base', a.trim())).not.toBe(toDatasetConfigName('base', b.trim()))
      }),
    )
    expect(toTemplateName('a b')).not.toBe(toTemplateName('a/b'))
    const long = 'x'.repeat(300)
    expect(toTemplateName(`${long}1`)).not.toBe(toTemplateName(`${long}2`))
  })

  it('[N5] [N6] are cut to 255, the base first, and end in a hash of the whole', () => {
    const base = 'b'.repeat(240)
    const id = 'd'.repeat(100)

    const name = toDatasetConfigName(base, id)

    expect(name).toMatch(/^b{135}-[0-9a-f]{10}_dataset_d{100}$/)
    expect(toDatasetConfigName('b'.repeat(146), id)).toBe(`${'b'.repeat(146)}_dataset_${id}`)
    expect(toDatasetConfigName('b', 'd'.repeat(245))).toBe(`b_dataset_${'d'.repeat(245)}`)
    expect(toDatasetConfigName('b', 'd'.repeat(300))).toMatch(/^b_dataset_d{89}-[0-9a-f]{10}$/)
    expect(toTemplateName('b'.repeat(246))).toBe(`${'b'.repeat(246)}_template`)
    expect(toTemplateName('b'.repeat(247))).toMatch(/^b{235}-[0-9a-f]{10}_template$/)
    expect(withHash('b'.repeat(255), 'x')).toMatch(/^b{244}-[0-9a-f]{10}$/)
    expect(withHash('b', 'x')).toMatch(/^b-[0-9a-f]{10}$/)
    expect(withHash('b', 'x')).not.toBe(withHash('b', 'y'))
  })

  it.each([
    ['nothing', '', false],
    ['a dot', '.', false],
    ['two dots', '..', false],
    ['three dots', '...', true],
    ['255 characters', 'a'.repeat(255), true],
    ['256 characters', 'a'.repeat(256), false],
    ['a slash', 'a/b', false],
    ['every mark', 'aZ0_-+.@:', true],
  ])('[N5] are legal or not: %s', (_case, name, expected) => {
    expect(isLegalName(name)).toBe(expected)
  })

  it.each([
    ['[N6] a dot alone', '.', /^[0-9a-f]{10}$/],
    ['[N6] dots alone', '..', /^[0-9a-f]{10}$/],
    ['[N6] marks at both ends', '--a b!', /^a-b-[0-9a-f]{10}$/],
    ['[N6] several marks in a row', 'a !! b', /^a-b-[0-9a-f]{10}$/],
    ['[N7] a legal name that begins with a dot', '.hidden', /^\.hidden$/],
  ])('%s', (_rule, base, expected) => {
    expect(toPlainName(base)).toMatch(expected)
  })

  it('[N7] are the same every time, and a legal base survives', () => {
    fc.assert(
      fc.property(legalText, (base) => {
        expect(toTemplateName(base)).toBe(`${base}_template`)
        expect(toBaseName(toTemplateName(base))).toBe(base)
        expect(toRuntimeName(toTemplateName(base), 'd')).toBe(`${base}_dataset_d`)
      }),
    )
    expect(toTemplateName('Größe & Maß')).toMatch(/^Gr-e-Ma-[0-9a-f]{10}_template$/)
    expect(toTemplateName('Größe & Maß')).toBe(toTemplateName('Größe & Maß'))
  })
})

describe('toDatasetId', () => {
  it.each([
    ["[N8] the specification's form", 'hf://datasets/default/my-dataset/v1', 'my-dataset_v1'],
    ['[N9] no version', 'hf://datasets/default/my-dataset', 'my-dataset'],
    ['[N9] trailing slash', 'hf://datasets/default/my-dataset/', 'my-dataset'],
    ['[N9] double slashes', 'hf://datasets//default//my-dataset//v1//', 'my-dataset_v1'],
    ['[N9] a file', 'hf://datasets/ns/qa/testing/test.jsonl', 'qa_testing_test.jsonl'],
    ['[N9] a revision', 'hf://datasets/ns/qa@abc123/test.jsonl', 'qa@abc123_test.jsonl'],
    ['[N9] a query', 'hf://datasets/ns/qa/v1?x=1#y', 'qa_v1'],
    ['[N9] without "datasets"', 'hf://ns/qa', 'qa'],
    ['[N9] without "datasets", a version', 'hf://ns/qa/v1', 'qa_v1'],
    ['[N9] a reference with a colon', 'ns/https:x/y', 'https:x_y'],
    ['[N9] an address of many parts', 'https://files.test/x/a/b/rows.csv', 'b_rows.csv'],
    ['[N9] one part', 'hf://datasets/qa', 'qa'],
    ['[N9] old Data Store', 'nds:ns/qa/test.jsonl', 'qa_test.jsonl'],
    ['[N9] old Data Store with slashes', 'nds://ns/qa', 'qa'],
    ['[N9] a reference', 'ns/qa', 'qa'],
    ['[N9] a bare name', 'qa', 'qa'],
    ['[N9] a built-in set', 'file://fiqa/', 'fiqa'],
    ['[N9] a hub page', 'https://huggingface.co/datasets/org/qa', 'qa'],
    ['[N9] a hub file', 'https://huggingface.co/datasets/org/qa/resolve/main/data/test.jsonl', 'qa_data_test.jsonl'],
    ['[N9] a hub folder of a revision', 'https://hub.test/datasets/org/qa/tree/v2/data', 'qa@v2_data'],
    ['[N9] a hub page below a dataset', 'https://hub.test/datasets/org/qa/viewer/default', 'qa_viewer_default'],
    ['[N9] a hub folder of the default revision', 'https://hub.test/datasets/org/qa/tree/main', 'qa'],
    ['[N9] a hub folder without a revision', 'https://hub.test/datasets/org/qa/tree', 'qa'],
    ['[N9] a hub file as such, of a revision', 'http://hub.test/datasets/org/qa/raw/v2/a.csv', 'qa@v2_a.csv'],
    ['[N9] a hub file seen, of a revision', 'http://hub.test/datasets/org/qa/blob/v2/a.csv', 'qa@v2_a.csv'],
    ['[N9] a hub under a path', 'https://host.test/hub/datasets/org/qa', 'qa'],
    ['[N9] too little to be a hub page', 'https://host.test/datasets/org', 'datasets_org'],
    ['[N9] a scheme in capitals', 'HF://datasets/ns/qa', 'qa'],
    ['[N9] a fragment', 'hf://datasets/ns/qa#rows', 'qa'],
    ['[N9] space around it', ' hf://datasets/ns/qa ', 'qa'],
    ['[N9] a built-in set below a folder', 'file://sets/fiqa', 'sets_fiqa'],
    ['[N9] any other address', 'https://files.test/a/b/rows.csv', 'b_rows.csv'],
    ['[N9] escapes are read', 'hf://datasets/ns/my%2Ddata', 'my-data'],
    ['[N10] nothing', '', 'unknown_dataset'],
    ['[N10] only a scheme', 'hf://datasets/', 'unknown_dataset'],
  ])('%s', (_rule, url, id) => {
    expect(toDatasetId(url)).toBe(id)
  })

  it('[N9] takes a lone percent sign as it is', () => {
    expect(toDatasetId('hf://datasets/ns/100%')).toMatch(/^100-[0-9a-f]{10}$/)
  })

  it('[N8] is legal for any text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 500, unit: 'grapheme' }), (url) => {
        expect(isLegalName(toDatasetId(url)), url).toBe(true)
      }),
    )
  })
})
