/**
 * Puts each language but English into a file of its own, so that a reader fetches only the texts that are read.
 *
 * In the sources a text's languages stand side by side, in files called `…messages.ts`, `…-de.ts` and `local-texts.ts`. The
 * build takes each such file twice: as it is called, without German, and as `file?german`, without English. The module
 * `virtual:german` imports all of the second kind; `registerMessages` and `registerWordings` put the two together again.
 */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'

const ROOT = join(import.meta.dirname, '../..')
const TEXTS = /(?:messages|-de|local-texts)\.ts$/
const SOURCES = ['packages/*/src/**', 'apps/studio/src/**']
const GERMAN = '?german'
const VIRTUAL = 'virtual:german'
const RESOLVED = `\0${VIRTUAL}`
/** Names of objects that hold texts of one language: `de`, `canvasDe`. */
const NAMES = { en: /^(?:en|\w+En)$/, de: /^(?:de|\w+De)$/ }

export function languagesApart(): Plugin {
  let building = false
  let left = 0
  return {
    name: 'languages-apart',
    configResolved: ({ command }) => void (building = command === 'build'),
    resolveId: {
      // before Vite's own, which finds the file without the ending
      order: 'pre',
      async handler(source, importer) {
        if (source === VIRTUAL) return RESOLVED
        if (!importer?.endsWith(GERMAN) || !source.startsWith('.') || !TEXTS.test(source)) return null
        const resolved = await this.resolve(source, importer.slice(0, -GERMAN.length))
        return resolved && resolved.id + GERMAN
      },
    },
    load(id) {
      if (id !== RESOLVED) return null
      // in development every file brings both languages
      if (!building) return 'export {}'
      return registeringFiles()
        .map((file) => `import ${JSON.stringify(file + GERMAN)}`)
        .join('\n')
    },
    transform(code, id) {
      const german = id.endsWith(GERMAN)
      const file = german ? id.slice(0, -GERMAN.length) : id
      if (!building || !TEXTS.test(file) || file.includes('/node_modules/') || !file.startsWith(ROOT)) return null
      const dropped = german ? NAMES.en : NAMES.de
      const spans = objectsOf(this.parse(code), dropped).toSorted((a, b) => b.start - a.start)
      if (!german) left += spans.length
      return {
        code: spans.reduce((text, { start, end }) => `${text.slice(0, start)}{}${text.slice(end)}`, code),
        map: null,
        // their packages promise to have no side effects, but to register is one
        ...(german && { moduleSideEffects: true }),
      }
    },
    buildEnd(error) {
      if (building && !error && left < registeringFiles().length)
        this.error('Fewer German texts were found than there are files with texts: mend languages-apart.ts.')
    },
  }
}

function registeringFiles(): string[] {
  return globSync(
    SOURCES.map((folder) => `${folder}/*.ts`),
    { cwd: ROOT, exclude: ['**/*.test.ts'] },
  )
    .map((file) => join(ROOT, file))
    .filter(
      (file) =>
        TEXTS.test(file) && /\bregister(?:Messages|Wordings)\(|\bregisterMessages</.test(readFileSync(file, 'utf8')),
    )
}

interface Span {
  start: number
  end: number
}

/** Where object literals lie that are the value of a variable or of a property of such a name. */
function objectsOf(node: unknown, name: RegExp): Span[] {
  if (Array.isArray(node)) return node.flatMap((item) => objectsOf(item, name))
  if (typeof node !== 'object' || node === null) return []
  const named = nameAndValue(node)
  if (named && name.test(named.name) && isObjectLiteral(named.value)) return [named.value]
  return Object.values(node).flatMap((part) => objectsOf(part, name))
}

function nameAndValue(node: object): { name: string; value: unknown } | undefined {
  if (!('type' in node)) return undefined
  const [key, value] =
    node.type === 'VariableDeclarator' && 'id' in node && 'init' in node
      ? [node.id, node.init]
      : node.type === 'Property' && 'key' in node && 'value' in node
        ? [node.key, node.value]
        : []
  const isName = typeof key === 'object' && key !== null && 'name' in key && typeof key.name === 'string'
  return isName ? { name: String(key.name), value } : undefined
}

function isObjectLiteral(node: unknown): node is Span {
  return typeof node === 'object' && node !== null && 'type' in node && node.type === 'ObjectExpression'
}
