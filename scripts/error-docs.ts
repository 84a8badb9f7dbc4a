/** Writes docs/ERRORS.md from the code unions in each package's `errors.ts`: `node scripts/error-docs.ts`. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..')

/** The page as it should be now. */
export function errorDocs(): string {
  const sections = readdirSync(join(ROOT, 'packages'))
    .filter((name) => existsSync(join(ROOT, `packages/${name}/src/errors.ts`)))
    .toSorted()
    .flatMap((name) => describePackage(name, readFileSync(join(ROOT, `packages/${name}/src/errors.ts`), 'utf8')))
  const head =
    '# Error codes\n\nStable codes; messages are for people and may change. Branch on a code, a class or an HTTP status, never on text.\n' +
    'Written by `node scripts/error-docs.ts` from the `errors.ts` of each package, where the messages stand.\n'
  return `${head}${sections.join('')}`
}

function describePackage(name: string, source: string): string[] {
  const unions = [...source.matchAll(/export type (\w*Code) =\s*((?:\|?\s*'[\w.-]+'\s*)+)/g)]
  if (unions.length === 0) return []
  const lines = unions.map(([, type = '', body = '']) => {
    const codes = [...body.matchAll(/'([\w.-]+)'/g)].map((match) => `\`${match[1]}\``)
    return `\n\`${type}\`: ${codes.join(', ')}\n`
  })
  return [`\n## ${name}\n`, ...lines]
}

if (process.argv[1] === import.meta.filename) writeFileSync(join(ROOT, 'docs/ERRORS.md'), errorDocs())
