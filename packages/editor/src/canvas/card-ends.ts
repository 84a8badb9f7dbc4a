/**
 * Cards of collapsed groups as @xyflow/react knows them: a node with a handle for each row, so that wires which lead to
 * hidden nodes are drawn, reconnected and deleted like any other. In the document these wires end at the nodes inside.
 */
import type { PortRef } from '@evalflow/graph'
import type { GraphIndex } from '../geometry/graph-index.ts'

const CARD_PREFIX = 'card:'

export const cardNodeId = (group: string): string => CARD_PREFIX + group

/** The group of a card's id; undefined for any other node. */
export const groupOfCard = (id: string): string | undefined =>
  id.startsWith(CARD_PREFIX) ? id.slice(CARD_PREFIX.length) : undefined

/** A handle of a card names node and port, each escaped since either may hold any letter. */
export const cardHandle = ({ node, port }: PortRef): string => `${encodeURIComponent(node)}/${encodeURIComponent(port)}`

/** Where a wire of the document ends on the canvas: at its node, or at the card that hides it. */
export function endOnCanvas(end: PortRef, index: GraphIndex): PortRef {
  const group = index.groupHiding(end.node)
  return group === undefined ? end : { node: cardNodeId(group), port: cardHandle(end) }
}

/** What a handle on the canvas is in the document. */
export function endInFlow(node: string, port: string): PortRef {
  if (groupOfCard(node) === undefined) return { node, port }
  const [inside = '', name = ''] = port.split('/').map(decodeURIComponent)
  return { node: inside, port: name }
}
