/** An empty flow as it is stored. Apart, so that the list of flows does not load the whole document model. */
import { emptyFlow, newId, type Flow } from '@evalflow/graph'

export function newFlow(name: string): Flow {
  return emptyFlow({ id: newId('flow'), name })
}
