import { describe, expect, it } from 'vitest'
import { findBenchmark } from './benchmarks.ts'
import { cutAtStop, extractCode } from './extract-code.ts'

const row = {
  prompt: '\nfrom typing import List\n\ndef add(a, b):\n    """Adds."""\n',
  entry_point: 'add',
  test: 'def check(candidate):\n    assert candidate(1, 2) == 3',
}
const options = { ignoreSetup: false }
const humanEval = findBenchmark('humaneval')?.toProblem(row, options)
if (humanEval === undefined) throw new Error('no humaneval')
const PROMPT = 'from typing import List\n\ndef add(a, b):\n    """Adds."""'

it('HumanEval asks with the prompt stripped, and calls check after the tests', () => {
  expect(humanEval.prompt).toBe(PROMPT)
  expect(humanEval.tests).toBe(`${row.test}\ncheck(add)`)
})

it('MBPP asks with text and first test in a docstring', () => {
  const problem = findBenchmark('mbpp')?.toProblem(
    { text: 'Add.', test_list: ['assert set(add(1)) == {2}', 'assert add(2)'], test_setup_code: 'x = 1' },
    { ignoreSetup: true },
  )

  expect(problem).toMatchObject({
    prompt: '"""\nAdd.\nassert set(add(1)) == {2}\n"""\n',
    entry: 'add',
    setup: '',
    tests: 'assert set(add(1)) == {2}\nassert add(2)',
  })
})

describe('cutAtStop', () => {
  it.each([
    ['the earliest of several', 'a\nprint(1)\ndef x', ['\ndef', '\nprint'], 'a'],
    ['none of them', 'a', ['\ndef'], 'a'],
    ['one at the start', '\ndef x', ['\ndef'], ''],
    ['inside a line, only where the stop says so', 'undef\n', ['\ndef'], 'undef\n'],
  ])('%s', (_case, text, stops, cut) => {
    expect(cutAtStop(text, stops)).toBe(cut)
  })
})

describe('extractCode', () => {
  it('puts the prompt before a continuation, once', () => {
    const program = `${PROMPT}\n    return a + b`

    const plain = extractCode('\n    return a + b\ndef more():', 'completion', humanEval, 'python')
    const echoed = extractCode(`${program}\nprint(add(1, 2))`, 'completion', humanEval, 'python')

    expect([plain, echoed]).toEqual([
      { rule: 'continuation', program },
      { rule: 'continuation', program },
    ])
  })

  it.each([
    [
      'block',
      'Sure:\n```python\ndef add(a, b):\n    return a + b\n```\nUse:\n```\nadd(1, 2)\n```',
      /List\n\ndef add\(a, b\):\n {4}return a \+ b$/,
    ],
    ['block', '```python\ndef add(a, b):\n    return', /^from typing|^\nfrom typing/],
    ['block_continued', '```\n    return a + b\n```', /Adds\."""\n {4}return a \+ b$/],
    ['text', 'def add(a, b):\n    return 1', /List\n\ndef add\(a, b\):\n {4}return 1$/],
    ['text_continued', '\n    return a + b\n# done', /Adds\."""\n {4}return a \+ b$/],
  ])('reads a chat answer by the rule %s', (rule, text, program) => {
    expect(extractCode(text, 'chat', humanEval, 'python')).toMatchObject({
      rule,
      program: expect.stringMatching(program),
    })
  })

  it('finds nothing in an empty answer', () => {
    expect(extractCode(' \n', 'chat', humanEval, 'python')).toBeNull()
  })

  it('closes the function that MultiPL-E leaves open in shell', () => {
    const problem = findBenchmark('multiple-sh')?.toProblem(
      { prompt: '#!/bin/bash\nadd() {\n', tests: '}\n\ncandidate() {\n    add "$@"\n}\n', stop_tokens: ['\n}'] },
      options,
    )
    if (problem === undefined) throw new Error('no multiple-sh')

    const found = extractCode('\n  echo 1\n}\nmore', 'completion', problem, 'shell')

    expect(found?.program).toBe('#!/bin/bash\nadd() {\n  echo 1\n}')
  })
})
