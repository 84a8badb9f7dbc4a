/** Problems of the open flow, worked out again when nodes or wires change, not while something is moved. */
import { useEditorState } from '@evalflow/editor'
import { emptyFlow, problems, type Problem } from '@evalflow/graph'
import { useDeferredValue, useMemo } from 'react'

const NOWHERE = emptyFlow({ id: '', name: '' })

export function useProblems(): readonly Problem[] {
  const specs = useEditorState((state) => state.specs)
  // typing goes first
  const nodes = useDeferredValue(useEditorState((state) => state.flow.nodes))
  const edges = useDeferredValue(useEditorState((state) => state.flow.edges))
  return useMemo(() => problems({ ...NOWHERE, nodes, edges }, specs), [nodes, edges, specs])
}
