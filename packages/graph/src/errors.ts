import type { JsonBreak } from './langflow/find-json-break.ts'

/** Every failure of this package. `code` is stable; `message` is for people: found, expected, what to do. */
export type GraphErrorCode =
  | 'invalid_flow'
  | 'invalid_fragment'
  | 'invalid_patch'
  | 'invalid_command'
  | 'unsupported_version'
  | 'unknown_format'
  | 'foreign_format'
  | 'invalid_langflow'

/** One thing wrong with a document. `path` is keys from its root, e.g. `['nodes', 'a', 'values', 'name']`. */
export interface GraphIssue {
  path: readonly string[]
  message: string
}

export class GraphError extends Error {
  override readonly name = 'GraphError'
  readonly code: GraphErrorCode
  readonly issues: readonly GraphIssue[]
  constructor(code: GraphErrorCode, message: string, issues: readonly GraphIssue[] = []) {
    super(message)
    this.code = code
    this.issues = issues
  }
}

/** How many issues a message spells out; the rest are in `issues`. */
const SHOWN = 3

const describe = (issues: readonly GraphIssue[]): string => {
  const shown = issues.slice(0, SHOWN).map((issue) => `${issue.path.join('.') || 'the document'}: ${issue.message}`)
  const more = issues.length - shown.length
  return shown.join('; ') + (more > 0 ? `; and ${more} more` : '')
}

export const graphErrors = {
  invalidFlow: (issues: readonly GraphIssue[]) =>
    new GraphError('invalid_flow', `This is not a valid flow. ${describe(issues)}.`, issues),
  invalidFragment: (issues: readonly GraphIssue[]) =>
    new GraphError('invalid_fragment', `The clipboard does not hold nodes of a flow. ${describe(issues)}.`, issues),
  invalidPatch: (path: readonly string[], message: string) =>
    new GraphError('invalid_patch', `Cannot change "${path.join('.')}": ${message}.`, [{ path, message }]),
  invalidCommand: (message: string, path: readonly string[] = []) =>
    new GraphError('invalid_command', message, [{ path, message }]),
  unsupportedVersion: (found: string) =>
    new GraphError(
      'unsupported_version',
      `The flow says its format is "${found}", which this version cannot read. Open it with a newer Evalflow.`,
      [{ path: ['schema'], message: `found "${found}"` }],
    ),
  unknownFormat: () =>
    new GraphError(
      'unknown_format',
      'This file is neither an Evalflow flow nor a Langflow flow. Expected JSON with `schema: "evalflow.flow/1"`, or a Langflow export with `data.nodes` and `data.edges`.',
    ),
  brokenJson: ({ line, column, found, expected }: JsonBreak) =>
    new GraphError(
      'unknown_format',
      `This file is not valid JSON: line ${line}, column ${column} has ${found} where ${expected} was expected. Correct that place, or save the file again where it was made.`,
    ),
  foreignFormat: (product: string, hint: string) =>
    new GraphError(
      'foreign_format',
      `This is a ${product} file, and only Evalflow and Langflow flows can be opened. ${hint}`,
    ),
  invalidLangflow: (issues: readonly GraphIssue[]) =>
    new GraphError('invalid_langflow', `This Langflow file cannot be read. ${describe(issues)}.`, issues),
}
