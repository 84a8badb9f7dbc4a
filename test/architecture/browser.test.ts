import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { importsOf, resolveImport, ROOT } from './imports.ts'

/** Where a `@evalflow/…` specifier leads, as the package's manifest says. */
function entryOf(specifier: string): string | undefined {
  const [, name = '', ...rest] = specifier.split('/')
  const manifest: unknown = JSON.parse(readFileSync(join(ROOT, `packages/${name}/package.json`), 'utf8'))
  const target = (manifest as { exports: Record<string, string> }).exports[
    rest.length === 0 ? '.' : `./${rest.join('/')}`
  ]
  return target?.endsWith('.ts') || target?.endsWith('.tsx') ? `packages/${name}/${target.slice(2)}` : undefined
}

/** Every source file the browser loads from `start` on, lazily or not; imports of types alone are left out. */
function reachable(start: string): Set<string> {
  const seen = new Set<string>()
  const queue = [start]
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (seen.has(file)) continue
    seen.add(file)
    const source = readFileSync(join(ROOT, file), 'utf8').replaceAll(
      /(^|\n)\s*(import|export) type [^;'"]*from\s*['"][^'"]+['"]/g,
      '',
    )
    for (const specifier of importsOf(source)) {
      const target = specifier.startsWith('@evalflow/')
        ? entryOf(specifier)
        : specifier.startsWith('.')
          ? resolveImport(file, specifier)
          : undefined
      if (target && /\.tsx?$/.test(target) && existsSync(join(ROOT, target))) queue.push(target)
    }
  }
  return seen
}

describe('code for the browser', () => {
  const files = [...reachable('apps/studio/src/main.tsx')]

  it('reaches the editor, the components and the fields of the evaluation types', () => {
    expect(files).toEqual(
      expect.arrayContaining([
        'packages/editor/src/index.ts',
        'packages/components/src/react.ts',
        'packages/evaluations/src/fields.ts',
      ]),
    )
  })

  it('never reaches the engine, a pipeline, the server or local models', () => {
    const wrong = files.filter((file) =>
      /^packages\/(engine|server|models)\/|^packages\/evaluations\/src\/(index|run\/|sandbox\/)|\/pipeline\.ts$/.test(
        file,
      ),
    )

    expect(wrong).toEqual([])
  })

  it('holds nothing of Node in the built bundle', () => {
    const folder = join(ROOT, 'apps/studio/dist/assets')
    expect(existsSync(folder), 'apps/studio/dist is missing: build Studio first').toBe(true)
    const wrong = readdirSync(folder)
      .filter((name) => name.endsWith('.js'))
      .filter((name) =>
        /["'](node:sqlite|node:fs|node:child_process|undici)["']|__vite-browser-external/.test(
          readFileSync(join(folder, name), 'utf8'),
        ),
      )

    expect(wrong).toEqual([])
  })
})
