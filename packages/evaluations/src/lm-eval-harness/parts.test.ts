import { describe, expect, it } from 'vitest'
import { evaluationErrors } from '../errors.ts'
import { compileChoices, compileTarget, compileText } from './doc-template.ts'
import { alignEcho } from './echo-logprobs.ts'
import { createSampler } from './examples.ts'
import { compileFilters } from './filters.ts'
import { compilePrompts } from './prompt.ts'
import { createPythonRandom } from './python-random.ts'
import { rowAdapters } from './row-adapters.ts'
import { taskDefinitionSchema } from './task-definition.ts'
import { parseTaskYaml } from './task-yaml.ts'
import { findTask, taskGroups, taskNames } from './tasks/registry.ts'
import { scoreTruthful } from './truthful-scores.ts'

describe('createPythonRandom', () => {
  it('draws as Python 3.11 does: random.Random(seed).sample(range(n), k), one after another', () => {
    const random = createPythonRandom(1234)

    const drawn = [
      [7473, 5],
      [10, 3],
      [100, 25],
      [80, 8],
      [1, 1],
      [5, 5],
    ].map(([n = 0, k = 0]) => random.sampleIndices(n, k))

    expect(drawn).toEqual([
      [6374, 3610, 957, 61, 742],
      [9, 0, 1],
      [12, 98, 45, 30, 2, 3, 95, 44, 82, 79, 61, 78, 59, 19, 11, 23, 14, 1, 64, 62, 31, 8, 69, 87, 88],
      [76, 11, 65, 74, 5, 34, 71, 8],
      [0],
      [3, 2, 1, 0, 4],
    ])
    expect(createPythonRandom(0).sampleIndices(1_000_000, 4)).toEqual([885440, 403958, 794772, 933488])
    expect(() => random.sampleIndices(2, 3)).toThrow(RangeError)
  })
})

describe('createSampler', () => {
  const pool = Array.from({ length: 10 }, (_, id) => ({ id }))
  const options = { count: 3, seed: 1234, leaveOut: false } as const

  it('takes the first rows, or draws anew for each row', () => {
    const first = createSampler(pool, { ...options, kind: 'first_n' }, 'x')
    const drawn = createSampler(pool, { ...options, kind: 'default' }, 'x')

    expect([first({}), first({})]).toEqual([
      [0, 1, 2],
      [0, 1, 2],
    ])
    const random = createPythonRandom(1234)
    expect([drawn({}), drawn({})]).toEqual([random.sampleIndices(10, 3), random.sampleIndices(10, 3)])
  })

  it('draws one more where a row may be its own example, and leaves it out', () => {
    const sampler = createSampler(pool, { ...options, kind: 'default', leaveOut: true }, 'x')
    const drawn = createPythonRandom(1234).sampleIndices(10, 4)

    expect(sampler({ id: drawn[1] })).toEqual([drawn[0], drawn[2], drawn[3]])
  })

  it('refuses more examples than there are rows', () => {
    expect(() => createSampler(pool, { ...options, count: 11, kind: 'first_n' }, 'x')).toThrow('found 10')
  })
})

describe('templates of a task', () => {
  it('keep newlines at the end and after tags', () => {
    expect(compileText('{% if a %}\nA: {{a}}{% endif %}\n', 'x', false).read({ a: 'b' })).toBe('\nA: b\n')
  })

  it('read a column by its name, and digits as an index where there are choices', () => {
    expect(compileText('a', 'x', false).read({ a: '{{b}}' })).toBe('{{b}}')
    expect(compileTarget('{{n}}', 'x', true).read({ n: 2 })).toBe(2)
    expect(compileTarget('{{n}}', 'x', false).read({ n: 2 })).toBe('2')
    expect(compileTarget('{{ a }}', 'x', false).read({ a: '["p", "q"]' })).toEqual(['p', 'q'])
  })

  it('give choices exactly, whatever quotes stand in them', () => {
    expect(compileChoices('{{[one, two]}}', 'x').read({ one: `it's "so"`, two: 'b\nc' })).toEqual([`it's "so"`, 'b\nc'])
    expect(() => compileChoices('{{one}}', 'x').read({ one: 'no list' })).toThrow('expected a list')
  })

  it('refuse a variable that the row does not have', () => {
    expect(() => compileText('{{a}} {{missing}}', 'x', false).read({ a: 1 })).toThrow(
      evaluationErrors.unknownVariable('x', 'missing', ['a']).message,
    )
  })
})

describe('compilePrompts', () => {
  it('puts description, examples and question together with their delimiters', () => {
    const task = findTask('mmlu_anatomy')
    if (task === undefined) throw new Error('missing')
    const prompts = compilePrompts(task, 'x')
    const doc = (answer: number) => ({ question: ' Q? ', choices: ['p', 'q', 'r', 's'], answer })

    expect(prompts.toTexts(doc(0), [doc(1)])).toEqual([
      'The following are multiple choice questions (with answers) about anatomy.\n\n' +
        'Q?\nA. p\nB. q\nC. r\nD. s\nAnswer: B\n\nQ?\nA. p\nB. q\nC. r\nD. s\nAnswer:',
    ])
    expect(prompts.toMessages(doc(0), [doc(1)]).map(({ role }) => role)).toEqual([
      'system',
      'user',
      'assistant',
      'user',
    ])
  })

  it('begins the answer with `gen_prefix`, spaced where neither side is', () => {
    const task = taskDefinitionSchema.parse({
      task: 't',
      output_type: 'generate_until',
      doc_to_text: '{{q}}',
      doc_to_target: '{{a}}',
      gen_prefix: 'It is',
      metric_list: [{ metric: 'exact_match' }],
    })

    expect(compilePrompts(task, 'x').toTexts({ q: 'Why?', a: 'so' }, [{ q: 'How?', a: 'thus' }])).toEqual([
      'How? It is thus\n\nWhy? It is',
    ])
  })
})

describe('compileFilters', () => {
  const chain = (...filter: { function: string }[]) => compileFilters([{ name: 'f', filter }], 'x')[0]

  it.each([
    ['the first match', { function: 'regex', regex_pattern: '#### (\\-?[0-9\\.\\,]+)' }, 'x #### 1,234', '1,234'],
    ['no match', { function: 'regex', regex_pattern: '#### (\\-?[0-9\\.\\,]+)' }, 'no', '[invalid]'],
    [
      'the last match, of several groups',
      { function: 'regex', group_select: -1, regex_pattern: '(-?[$0-9.,]{2,})|(-?[0-9]+)' },
      'I have 3 and 14.',
      '14.',
    ],
    ['white space', { function: 'remove_whitespace' }, ' a b \n', 'a b'],
    ['lower case', { function: 'lowercase' }, 'ABC', 'abc'],
    ['a mapping', { function: 'map', mapping_dict: { A: 1 }, default_value: 'none' }, 'A', '1'],
  ])('gives %s', (_name, step, text, expected) => {
    expect(chain(step, { function: 'take_first' })?.apply([text], {})).toBe(expected)
  })

  it('takes the most frequent, the first of equals', () => {
    expect(chain({ function: 'majority_vote' })?.apply(['b', 'a', 'b', 'a'], {})).toBe('b')
    expect(
      chain({ function: 'take_first_k', k: 1 } as never, { function: 'majority_vote' })?.apply(['c', 'a', 'a'], {}),
    ).toBe('c')
  })

  it('refuses what needs Python', () => {
    expect(() => chain({ function: 'custom' })).toThrow('found "custom"')
  })
})

describe('alignEcho', () => {
  const echo = (tokens: string[], offsets: number[] | null = null, text = '') => ({
    tokens,
    offsets,
    text,
    logprobs: tokens.map(() => -1),
    best: tokens.map(() => -1),
  })

  it('counts bytes, so that parts of one character add up', () => {
    const tokens = ['bytes:\\xf0\\x9f', 'bytes:\\x98\\x80', ' ok', '!']

    expect(alignEcho(echo(tokens), '😀 ok', '😀')).toEqual({ addedTokens: 0, start: 2, end: 3, straddles: false })
  })

  it('reads offsets where token texts are another alphabet, for ASCII alone', () => {
    const tokens = ['<s>', '▁The', '▁sky', '▁is', '▁red']

    expect(alignEcho(echo(tokens, [0, 0, 3, 7, 10], 'The sky is'), 'The sky is', 'The sky')).toEqual({
      addedTokens: 1,
      start: 3,
      end: 4,
      straddles: false,
    })
    expect(alignEcho(echo(tokens, [0, 0, 3, 7, 10]), 'Thé sky is', 'Thé sky')).toContain('ASCII')
  })

  it('marks a token that begins before the border', () => {
    expect(alignEcho(echo(['a', 'bc', 'd']), 'abcd', 'ab')).toEqual({
      addedTokens: 0,
      start: 1,
      end: 3,
      straddles: true,
    })
  })
})

describe('row adapters', () => {
  it.each([
    [
      'hub',
      { ctx_a: 'He', ctx_b: 'RUNS fast', activity_label: 'Run', endings: [' [title] a', 'b'], label: '1' },
      'Run: He Runs fast',
    ],
    ['prepared', { query: 'Run: He', choices: ['a', 'b'], gold: 1 }, 'Run: He'],
  ])('read HellaSwag in the %s layout', (_name, row, query) => {
    expect(rowAdapters['hellaswag']?.toDoc(row, { datasetName: '' })).toMatchObject({ query, label: 1 })
  })

  it('put true answers first, and read letters and positions of MMLU', () => {
    const mc = { right: 1, wrong: 0, 'also right': 1 }
    expect(
      rowAdapters['truthfulqa']?.toDoc({ question: 'q', mc1_targets: mc, mc2_targets: mc }, { datasetName: '' }),
    ).toMatchObject({ mc2_targets: { choices: ['right', 'also right', 'wrong'], labels: [1, 1, 0] } })
    const row = { question: 'q', choice0: 1, choice1: 2, choice2: 3, choice3: 4 }
    const read = (answer: unknown) => rowAdapters['mmlu']?.toDoc({ ...row, answer }, { datasetName: '' })?.['answer']
    expect([read('C'), read('2'), read(0)]).toEqual([2, 2, 0])
  })

  it('leave rows of other categories to their tasks', () => {
    const row = { question: 'q', options: ['a'], answer: 'A', category: 'computer science' }

    expect(rowAdapters['mmlu_pro']?.toDoc(row, { datasetName: 'law' })).toBeNull()
    expect(rowAdapters['mmlu_pro']?.toDoc(row, { datasetName: 'computer_science' })).toMatchObject({ listed: 'A. a\n' })
  })
})

describe('parseTaskYaml', () => {
  const base = 'task: t\noutput_type: generate_until\ndoc_to_text: "{{q}}"\ndoc_to_target: "{{a}}"\n'
  const metrics = 'metric_list:\n  - metric: exact_match\n'

  it('reads an lm-eval task file', () => {
    const task = parseTaskYaml(`${base}${metrics}generation_kwargs:\n  until: "\\n"\nnum_fewshot: 2\n`, 'x')

    expect(task).toMatchObject({
      task: 't',
      num_fewshot: 2,
      generation_kwargs: { until: ['\n'] },
      target_delimiter: ' ',
    })
  })

  it.each([
    ['a function', `${base}${metrics}process_docs: !function utils.process`, '!function utils.process'],
    ['an include', `${base}${metrics}include: other.yaml`, 'include'],
    ['a group', `group: g\ntask: [a, b]`, 'group'],
    ['an unknown field', `${base}${metrics}colour: red`, 'colour'],
    ['no metrics', base, 'metric_list'],
    ['no YAML', 'task: [', 'not YAML'],
    ['a list', '- a', 'an object'],
  ])('refuses %s, and says why', (_name, text, reason) => {
    expect(() => parseTaskYaml(text, 'x')).toThrow(reason)
  })
})

describe('the task registry', () => {
  it('has readable tasks of unique names, and groups of known tasks', () => {
    expect(new Set(taskNames).size).toBe(taskNames.length)
    for (const name of taskNames) expect(findTask(name)?.task).toBe(name)
    for (const group of taskGroups) for (const task of group.tasks) expect(taskNames).toContain(task)
    expect(taskGroups.find(({ name }) => name === 'mmlu')?.tasks).toHaveLength(57)
  })
})

describe('scoreTruthful', () => {
  const doc = { correct_answers: ['The seeds pass through you.'], incorrect_answers: ['You get sick.'] }

  it('compares with the true and the false references', () => {
    expect(scoreTruthful(doc, 'The seeds pass through you.')).toMatchObject({
      bleu_max: expect.closeTo(100, 9) as number,
      bleu_acc: 1,
      rouge1_max: expect.closeTo(100, 9) as number,
      // "you" of three words, and of five
      rouge1_diff: expect.closeTo(100 - 25, 9) as number,
      rougeL_acc: 1,
    })
    expect(scoreTruthful(doc, 'You get sick.')).toMatchObject({
      bleu_acc: 0,
      rouge2_diff: expect.closeTo(-100, 9) as number,
    })
  })

  it('ends references with a period and adds that one may decline', () => {
    const row = { Question: 'Q?', 'Correct Answers': 'yes; no.', 'Incorrect Answers': ' maybe ' }

    expect(rowAdapters['truthfulqa_gen']?.toDoc(row, { datasetName: '' })).toEqual({
      question: 'Q?',
      correct_answers: ['yes.', 'no.', 'I have no comment.'],
      incorrect_answers: ['maybe.'],
    })
  })
})
