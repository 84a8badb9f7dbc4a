import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { MAY_IMPORT, MAY_USE_REACT, NOT_IN_PURE, PURE, REACT, REACT_MAY_IMPORT } from './dependencies.ts'
import { ROOT, findCycles, importsOf, resolveImport, sourceFiles } from './imports.ts'

const packages = Object.keys(MAY_IMPORT)
const files = new Map(packages.map((name) => [name, sourceFiles(`packages/${name}/src`)]))

/** Files of `components` that only the browser loads: `react.ts` and every `.tsx`, or what stands in a `react` folder. */
const isReactHalf = (path: string) =>
  path.startsWith('packages/components/src/') && (path.endsWith('.tsx') || /\/react(\/|\.ts$)/.test(path))

describe('importsOf', () => {
  it('sees value, type, re-export, bare and dynamic imports, and no comments', () => {
    const source = `import a from 'a'\nimport type { B } from 'b'\nexport * from './c.ts'\nimport 'd.css'\nconst e = await import('e')\n// import f from 'f'\nimport {\n  g,\n} from 'g'\n`

    expect(importsOf(source).toSorted()).toEqual(['./c.ts', 'a', 'b', 'd.css', 'e', 'g'])
  })
})

describe('findCycles', () => {
  it('finds a cycle and no more', () => {
    const graph = new Map([
      ['a', ['b']],
      ['b', ['c']],
      ['c', ['b']],
      ['d', ['a']],
    ])

    expect(findCycles(graph).map((group) => group.toSorted())).toEqual([['b', 'c']])
  })
})

describe('packages', () => {
  it.each(packages)('%s imports only what its row of the table allows', (name) => {
    const wrong = (files.get(name) ?? []).flatMap(({ path, imports }) =>
      imports
        .filter((specifier) => specifier.startsWith('@evalflow/'))
        .map((specifier) => specifier.split('/')[1] ?? '')
        .filter(
          (other) =>
            other !== name &&
            !MAY_IMPORT[name]?.includes(other) &&
            !(isReactHalf(path) && REACT_MAY_IMPORT.includes(other)),
        )
        .map((other) => `${path} -> ${other}`),
    )

    expect(wrong).toEqual([])
  })

  it.each(packages)('%s declares in its manifest exactly the packages it imports', (name) => {
    const manifest: unknown = JSON.parse(readFileSync(join(ROOT, `packages/${name}/package.json`), 'utf8'))
    const declared = Object.keys((manifest as { dependencies?: object }).dependencies ?? {})
      .filter((dependency) => dependency.startsWith('@evalflow/'))
      .map((dependency) => dependency.slice('@evalflow/'.length))

    const allowed = [...(MAY_IMPORT[name] ?? []), ...(name === 'components' ? REACT_MAY_IMPORT : [])]
    expect(declared.filter((dependency) => !allowed.includes(dependency))).toEqual([])
  })

  it('have no cycle between files, type imports included', () => {
    const all = [...files.values()].flat()
    const known = new Set(all.map(({ path }) => path))
    const graph = new Map(
      all.map(({ path, imports }) => [
        path,
        imports
          .filter((specifier) => specifier.startsWith('.'))
          .map((specifier) => resolveImport(path, specifier))
          .filter((target) => known.has(target)),
      ]),
    )

    expect(findCycles(graph)).toEqual([])
  })

  it('use React only where the table says so', () => {
    const wrong = [...files].flatMap(([name, sources]) =>
      MAY_USE_REACT.includes(name)
        ? []
        : sources
            .filter(({ path, imports }) => !isReactHalf(path) && imports.some((specifier) => REACT.test(specifier)))
            .map(({ path }) => path),
    )

    expect(wrong).toEqual([])
  })

  it('are listed in docs/ARCHITECTURE.md with the same arrows', () => {
    const doc = readFileSync(join(ROOT, 'docs/ARCHITECTURE.md'), 'utf8')
    const rows = new Map(
      [...doc.matchAll(/^\| [0-9–] \| `([a-z]+)` \| [^|]+ \| ([^|]+) \|$/gm)].map((match) => [
        match[1] ?? '',
        match[2] ?? '',
      ]),
    )

    for (const [name, allowed] of Object.entries(MAY_IMPORT)) {
      const row = rows.get(name)
      expect(row, `row of ${name}`).toBeDefined()
      if (row?.startsWith('all but')) continue
      const named = [...(row ?? '').replace(/\(.*\)/, '').matchAll(/`([a-z]+)`/g)].map((match) => match[1])
      expect(named.toSorted(), `row of ${name}`).toEqual([...allowed].toSorted())
    }
  })
})

describe('pure packages', () => {
  it.each(PURE)('%s names no React, axios or node: module', (name) => {
    const wrong = (files.get(name) ?? []).flatMap(({ path, imports }) =>
      imports
        .filter((specifier) => NOT_IN_PURE.some((rule) => rule.test(specifier)))
        .map((specifier) => `${path} -> ${specifier}`),
    )

    expect(wrong).toEqual([])
  })

  it.each(PURE)('%s loads without React, axios and node:fs', (name) => {
    const script = `
      import { registerHooks } from 'node:module'
      registerHooks({ resolve(specifier, context, next) {
        if (/^(react|react-dom|axios|node:fs|fs)(\\/|$)/.test(specifier)) throw new Error('loaded ' + specifier + ' from ' + context.parentURL)
        return next(specifier, context)
      } })
      await import('./packages/${name}/src/index.ts')
    `
    const result = spawnSync(process.execPath, ['--input-type=module', '-e', script], { cwd: ROOT, encoding: 'utf8' })

    expect(result.stderr).toBe('')
    expect(result.status).toBe(0)
  })
})
