/** Errors of a 422 at the fields they are about, as far as its paths name one. */

/** A path of the body (`body.tasks.main_task.params.max_tokens`) belongs to the field whose id is its last known part. */
export function fieldErrorsOf(error: unknown, fieldIds: readonly string[]): Record<string, string> {
  if (typeof error !== 'object' || error === null || !('issues' in error) || !Array.isArray(error.issues)) return {}
  const found: Record<string, string> = {}
  for (const issue of error.issues) {
    const { path, message } = readIssue(issue)
    const id =
      fieldIds.find((candidate) =>
        path.some((part) => candidate === part || candidate.replace(/^\d\d_/, '') === part),
      ) ?? (path.at(-1) === 'name' ? fieldIds.find((candidate) => candidate.endsWith('_name')) : undefined)
    if (id !== undefined) found[id] ??= message
  }
  return found
}

/** FastAPI's `{loc, msg}`, or zod's `{path, message}`. */
function readIssue(issue: unknown): { path: string[]; message: string } {
  if (typeof issue !== 'object' || issue === null) return { path: [], message: String(issue) }
  const at = 'loc' in issue ? issue.loc : 'path' in issue ? issue.path : []
  const text = 'msg' in issue ? issue.msg : 'message' in issue ? issue.message : ''
  return { path: Array.isArray(at) ? at.map(String) : [String(at)], message: String(text) }
}
