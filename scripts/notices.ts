/** Writes THIRD_PARTY_NOTICES.md: every production dependency with its version and licence, from the installed manifests. */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

interface Entry {
  name: string
  versions: string[]
  license: string
  homepage?: string
}

const ROOT = join(import.meta.dirname, '..')
const listing = spawnSync(join(ROOT, '.tools/node_modules/.bin/pnpm'), ['licenses', 'list', '--prod', '-r', '--json'], {
  cwd: ROOT,
  encoding: 'utf8',
  maxBuffer: 64e6,
})
if (listing.status !== 0) throw new Error(`pnpm licenses failed: ${listing.stderr}`)
const byLicence = JSON.parse(listing.stdout) as Record<string, Entry[]>

const lines = Object.entries(byLicence)
  .toSorted(([a], [b]) => a.localeCompare(b))
  .flatMap(([licence, entries]) => [
    `\n## ${licence}\n`,
    ...entries
      .toSorted((a, b) => a.name.localeCompare(b.name))
      .map(({ name, versions }) => `- ${name} ${versions.join(', ')}`),
  ])

const head = `# Third-party notices

Evalflow is licensed under Apache-2.0 (\`LICENSE\`). It depends on the packages below, each under its own licence, which
stands in the package itself. Written by \`node scripts/notices.ts\`.

The model SmolLM2-135M-Instruct (Apache-2.0) is fetched on first use and is not part of this repository.

Data in this repository that others made: English sentence parameters of NLTK's punkt_tab by Jan Strunk (MIT) and language profiles
of langdetect 1.0.9, after language-detection by Nakatani Shuyo (Apache-2.0), both for IFEval; worked examples of BIG-Bench Hard
(MIT), of chain-of-thought prompting (Wei et al. 2022) for GSM8K, and of MBPP's tasks 2 to 4 (CC-BY-4.0, Google), as prompts;
figures of the simulated worlds and the words of the prompt of the Berkeley Function-Calling Leaderboard (bfcl-eval 2026.3.23,
Apache-2.0), which its reference answers depend on.
`
writeFileSync(join(ROOT, 'THIRD_PARTY_NOTICES.md'), `${head}${lines.join('\n')}\n`)
