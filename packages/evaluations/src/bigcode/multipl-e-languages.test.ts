/** Languages of MultiPL-E whose rows are not among the shared files: own rows in MultiPL-E's form, right and wrong answers. */
import { describe, expect, it } from 'vitest'
import { missingLanguage } from '../dev/sandbox-tests.ts'
import type { Language } from '../sandbox/languages.ts'
import { runInSandbox } from '../sandbox/run-in-sandbox.ts'
import { toTexts } from './benchmark.ts'
import { findBenchmark } from './benchmarks.ts'
import { extractCode } from './extract-code.ts'

const TIME = 240_000

interface OwnRow {
  id: string
  language: Language
  row: Record<string, unknown>
  right: string
  wrong: string
  /** A chat's answer. */
  chat: string
}

const rows: readonly OwnRow[] = [
  {
    id: 'multiple-js',
    language: 'javascript',
    row: {
      language: 'js',
      prompt: '//Add one to each number.\n// >>> f([1, 2])\n// [2, 3]\nfunction f(l){\n',
      tests:
        "const assert = require('node:assert');\n\n\nfunction test() {\n  let candidate = f;\n  assert.deepEqual(candidate([1, 2]),[2, 3]);\n  assert.deepEqual(candidate([]),[]);\n}\n\ntest();",
      stop_tokens: ['\nfunction ', '\n/*', '\n//', '\nconsole.log'],
    },
    right: '\n  return l.map((x) => x + 1);\n}\nfunction other() {',
    wrong: '\n  return l;\n}',
    chat: 'Here:\n```javascript\nfunction f(l) { return l.map((x) => x + 1) }\n```',
  },
  {
    id: 'multiple-pl',
    language: 'perl',
    row: {
      language: 'pl',
      prompt: '# Add one to each number.\nsub f {\n    my($l) = @_;\n',
      tests:
        'use Test::Deep;\n\n\nsub testhumaneval {\n    my $candidate = \\&f;\n        if(eq_deeply($candidate->([1, 2]),[2, 3])) {\n        print "ok!" }else{\n        exit 1;\n        }\n        if(eq_deeply($candidate->([]),[])) {\n        print "ok!" }else{\n        exit 1;\n        }\n}\n\ntesthumaneval();',
      stop_tokens: ['\nsub', '\n#', '\n\n'],
    },
    right: '\n    return [map { $_ + 1 } @$l];\n}\n\nsub other {',
    wrong: '\n    return $l;\n}',
    chat: '```perl\nsub f {\n    my ($l) = @_;\n    return [map { $_ + 1 } @$l];\n}\n```',
  },
  {
    id: 'multiple-cpp',
    language: 'cpp',
    row: {
      language: 'cpp',
      prompt:
        '#include<assert.h>\n#include<bits/stdc++.h>\n// Add one to each number.\nstd::vector<long> f(std::vector<long> l) {\n',
      tests:
        '}\nint main() {\n    auto candidate = f;\n    assert(candidate((std::vector<long>({(long)1, (long)2}))) == (std::vector<long>({(long)2, (long)3})));\n    assert(candidate((std::vector<long>())) == (std::vector<long>()));\n}\n',
      stop_tokens: ['\n}'],
    },
    right: '\n  for (auto &x : l) x += 1;\n  return l;\n}\nint main() { return 1; }',
    wrong: '\n  return l;\n}',
    chat: '```cpp\nstd::vector<long> f(std::vector<long> l) {\n  for (auto &x : l) x += 1;\n  return l;\n}\n```',
  },
]

for (const { id, language, row, right, wrong, chat } of rows) {
  const missing = await missingLanguage(language)
  describe.skipIf(missing !== null)(id, () => {
    const benchmark = findBenchmark(id)
    const judge = async (answer: string, kind: 'completion' | 'chat') => {
      const problem = benchmark?.toProblem(row, { ignoreSetup: false })
      const program = problem && extractCode(answer, kind, problem, language)?.program
      if (problem === undefined || program === undefined) throw new Error('nothing to run')
      return (await runInSandbox({ ...toTexts(problem, program), language, timeoutMs: 20_000 })).status
    }

    it('finds the name of the function in the tests', () => {
      expect(benchmark?.toProblem(row, { ignoreSetup: false }).entry).toBe('f')
    })

    it(
      'passes what is right and not what is wrong',
      async () => {
        expect([await judge(right, 'completion'), await judge(wrong, 'completion')]).toEqual(['pass', 'fail'])
      },
      TIME,
    )

    it('reads a function from a chat’s answer', async () => expect(await judge(chat, 'chat')).toBe('pass'), TIME)
  })
}
