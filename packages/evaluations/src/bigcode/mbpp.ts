/** MBPP, as bigcode-evaluation-harness defines it: `tasks/mbpp.py`. Rows `{text, test_list, test_setup_code?}`. */
import { type Row, findColumn } from '../template/row-view.ts'
import { type Benchmark, optionalText, textColumn } from './benchmark.ts'

const STOPS = ['\nclass', '\nassert', '\n"""', '\nprint', '\nif', '\n<|/', '\n```']

export const mbppTask: Benchmark = {
  id: 'mbpp',
  language: 'python',
  answers: ['completion', 'chat'],
  columns: ['text', 'test_list'],
  hub: { repository: 'google-research-datasets/mbpp', subset: 'full', split: 'test' },
  timeoutSeconds: 3,
  toProblem(row, { ignoreSetup }) {
    const text = textColumn(row, 'text')
    const tests = testsOf(row)
    const prompt = `"""\n${text}\n${tests[0] ?? ''}\n"""\n`
    return {
      prompt,
      question:
        `${text} Answer with one fenced code block that holds the function and what it needs, and no tests. ` +
        `It must pass:\n\n\`\`\`python\n${tests.join('\n')}\n\`\`\``,
      entry: entryOf(tests),
      stops: STOPS,
      preamble: '',
      closing: '',
      tests: tests.join('\n'),
      setup: ignoreSetup ? '' : (optionalText(row, 'test_setup_code') ?? ''),
      reference: optionalText(row, 'code'),
    }
  },
}

function testsOf(row: Row): string[] {
  const value = findColumn(row, 'test_list')
  const tests: unknown = typeof value === 'string' && value.trim().startsWith('[') ? JSON.parse(value) : value
  if (Array.isArray(tests) && tests.length > 0 && tests.every((test) => typeof test === 'string')) return tests
  throw new Error('The row has no list of assert lines in "test_list".')
}

/** The first name called in the first test that is no built-in around it: `assert set(similar(1)) == ...`. */
function entryOf(tests: readonly string[]): string {
  const around = new Set([
    'set',
    'sorted',
    'list',
    'tuple',
    'str',
    'len',
    'round',
    'int',
    'float',
    'abs',
    'isclose',
    'not',
  ])
  const called = [...(tests[0] ?? '').matchAll(/([A-Za-z_]\w*)\s*\(/g)].map(([, name]) => name ?? '')
  return called.find((name) => !around.has(name)) ?? ''
}
