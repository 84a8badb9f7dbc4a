/** Makes the flow what it was, as one step that can be undone. Pure. */
import { toChange, type Change, type Flow } from '@evalflow/graph'
import { patchesBetween } from './json-patches.ts'

export function restoreVersion(flow: Flow, { target, label }: { target: Flow; label: string }): Change {
  // a flow is JSON by its schema; its interfaces only lack the index signature that says so
  const toJson = (document: Flow) => document as unknown as Parameters<typeof patchesBetween>[0]
  return toChange(flow, label, patchesBetween(toJson(flow), toJson({ ...target, id: flow.id })))
}
