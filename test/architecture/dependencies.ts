/**
 * The dependency table of docs/ARCHITECTURE.md. A new arrow is one edit here and one there; the test keeps both equal.
 * `react` is the entry `components/react`, which alone may load React besides `ui`, `editor` and `studio`.
 */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  contract: [],
  metrics: [],
  graph: [],
  ui: [],
  client: ['contract'],
  configs: ['contract'],
  engine: ['metrics'],
  runner: ['graph'],
  models: ['contract'],
  evaluations: ['contract', 'graph', 'configs', 'metrics', 'engine'],
  editor: ['graph', 'ui'],
  components: ['contract', 'metrics', 'graph', 'configs', 'client', 'runner', 'evaluations'],
  server: [
    'contract',
    'metrics',
    'graph',
    'client',
    'configs',
    'engine',
    'runner',
    'models',
    'evaluations',
    'components',
  ],
  testkit: ['contract', 'graph'],
}

/** What the browser half of `components` may import besides. */
export const REACT_MAY_IMPORT = ['ui', 'editor']

/** Packages that must load with neither React, nor axios, nor `node:fs`. */
export const PURE = ['contract', 'graph', 'metrics', 'configs'] as const
export const NOT_IN_PURE = [/^react(-dom)?(\/|$)/, /^axios$/, /^node:/]

export const REACT = /^(react|react-dom|@xyflow\/react|radix-ui|lucide-react)(\/|$)/
export const MAY_USE_REACT = ['ui', 'editor']
