/** MultiPL-E: HumanEval in other languages. Rows `{name, language, prompt, tests, stop_tokens}`. Harness: `tasks/multiple.py`. */
import type { Language } from '../sandbox/languages.ts'
import { type Row, findColumn } from '../template/row-view.ts'
import { type Benchmark, textColumn, toQuestion } from './benchmark.ts'

interface Dialect {
  language: Language
  title: string
  fence: string
  /** Name of the tested function, in the tests. */
  entry: RegExp
  closing: string
}

const script = { entry: /let candidate = ([\w$]+)/, closing: '' }
const dialects: Readonly<Record<string, Dialect>> = {
  py: { language: 'python', title: 'Python', fence: 'python', entry: /^\s*check\((\w+)\)/m, closing: '' },
  js: { language: 'javascript', title: 'JavaScript', fence: 'javascript', ...script },
  ts: { language: 'typescript', title: 'TypeScript', fence: 'typescript', ...script },
  // the function's last bracket stands in the tests
  pl: { language: 'perl', title: 'Perl', fence: 'perl', entry: /\$candidate = \\&(\w+)/, closing: '' },
  // here too the last bracket stands in the tests
  cpp: { language: 'cpp', title: 'C++', fence: 'cpp', entry: /auto candidate = (\w+)/, closing: '\n}' },
  sh: { language: 'shell', title: 'Bash', fence: 'bash', entry: /candidate\(\) \{\s+(\w+)/, closing: '\n}' },
}

/** Why `multiple-{language}` cannot run; null if it can. */
export const missingDialect = (language: string): string | null =>
  language in dialects
    ? null
    : `MultiPL-E runs here in ${Object.keys(dialects).join(', ')}; there is no driver for "${language}".`

export const multiplETasks: readonly Benchmark[] = Object.entries(dialects).map(([suffix, dialect]) => ({
  id: `multiple-${suffix}`,
  language: dialect.language,
  answers: ['completion', 'chat'],
  columns: ['prompt', 'tests'],
  hub: { repository: 'nuprl/MultiPL-E', subset: `humaneval-${suffix}`, split: 'test' },
  timeoutSeconds: 15,
  toProblem(row) {
    const given = findColumn(row, 'language')
    if (typeof given === 'string' && given !== suffix)
      throw new Error(`The row is in language "${given}", but the task is multiple-${suffix}.`)
    const written = textColumn(row, 'prompt')
    const tests = textColumn(row, 'tests')
    return {
      prompt: written.trim(),
      question: toQuestion(`Complete this ${dialect.title} function.`, dialect.fence, written),
      entry: dialect.entry.exec(tests)?.[1] ?? '',
      stops: stopsOf(row),
      // what a whole function needs of the prompt: C++ names nothing without its headers
      preamble: (written.match(/^#include.*\n/gm) ?? []).join(''),
      closing: dialect.closing,
      tests,
      setup: '',
      reference: null,
    }
  },
}))

function stopsOf(row: Row): string[] {
  const value = findColumn(row, 'stop_tokens')
  return Array.isArray(value) ? value.filter((stop) => typeof stop === 'string' && stop !== '') : []
}
