/** Reads the import graph of the workspace from its source text. Types count: `import type` is an arrow like any other. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'

export const ROOT = join(import.meta.dirname, '../..')

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\b[^'";]*?\bfrom\s*['"]([^'"]+)['"]|(?:^|\n)\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g

export interface SourceFile {
  /** Relative to the root, with `/`. */
  path: string
  imports: string[]
}

/** Every `.ts` and `.tsx` file below `folder`, tests left out unless asked for. */
export function sourceFiles(folder: string, options: { tests?: boolean } = {}): SourceFile[] {
  const files: SourceFile[] = []
  for (const entry of readdirSync(join(ROOT, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) {
      if (!['node_modules', 'dist', 'dev'].includes(entry.name)) files.push(...sourceFiles(path, options))
    } else if (
      /\.tsx?$/.test(entry.name) &&
      (options.tests || !/\.(test|test-d|model\.test)\.tsx?$/.test(entry.name))
    ) {
      files.push({ path, imports: importsOf(readFileSync(join(ROOT, path), 'utf8')) })
    }
  }
  return files
}

export function importsOf(source: string): string[] {
  const code = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`])\/\/[^\n]*/g, '$1')
  return [...code.matchAll(IMPORT)].map((match) => match[1] ?? match[2] ?? match[3] ?? '')
}

/** The file a relative import names, relative to the root. */
export function resolveImport(from: string, specifier: string): string {
  return relative(ROOT, resolve(ROOT, dirname(from), specifier)).replaceAll('\\', '/')
}

/** Groups of nodes that reach each other (Tarjan); a group of one without a self loop is no cycle. */
export function findCycles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const state = new Map<string, { index: number; low: number; onStack: boolean }>()
  const stack: string[] = []
  const cycles: string[][] = []
  const visit = (node: string): { index: number; low: number; onStack: boolean } => {
    const own = { index: state.size, low: state.size, onStack: true }
    state.set(node, own)
    stack.push(node)
    for (const next of graph.get(node) ?? []) {
      const seen = state.get(next)
      if (!seen) own.low = Math.min(own.low, visit(next).low)
      else if (seen.onStack) own.low = Math.min(own.low, seen.index)
    }
    if (own.low === own.index) cycles.push(popGroup(stack, state, node))
    return own
  }
  for (const node of graph.keys()) if (!state.has(node)) visit(node)
  return cycles.filter((group) => group.length > 1 || (graph.get(group[0] ?? '') ?? []).includes(group[0] ?? ''))
}

function popGroup(stack: string[], state: Map<string, { onStack: boolean }>, until: string): string[] {
  const group: string[] = []
  for (;;) {
    const node = stack.pop()
    if (node === undefined) return group
    const own = state.get(node)
    if (own) own.onStack = false
    group.push(node)
    if (node === until) return group
  }
}
