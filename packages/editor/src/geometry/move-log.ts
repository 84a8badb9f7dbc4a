/** What moved between two states of one index, so that whoever draws it knows what is out of date without looking at all. */
import type { NodeId } from '@evalflow/graph'
import type { Rect } from './node-size.ts'

export interface MoveLog {
  /** A state of the index, after the moves that were added. */
  enter: (state: object) => void
  /** One move: where its nodes stood before. */
  add: (left: ReadonlyMap<NodeId, Rect>) => void
  /** Where nodes stood at `earlier` that moved since; undefined when it is not a state of this log, or long ago. */
  since: (earlier: object) => ReadonlyMap<NodeId, Rect> | undefined
}

/** Moves within one frame, and a few more; behind that all is drawn anew. */
const KEPT_MOVES = 16

export function createMoveLog(): MoveLog {
  const places = new WeakMap<object, number>()
  let moves: ReadonlyMap<NodeId, Rect>[] = []
  let dropped = 0
  return {
    enter: (state) => void places.set(state, dropped + moves.length),
    add: (left) => {
      moves.push(left)
      if (moves.length <= KEPT_MOVES) return
      moves = moves.slice(1)
      dropped += 1
    },
    since: (earlier) => {
      const place = places.get(earlier)
      if (place === undefined || place < dropped) return undefined
      const since = new Map<NodeId, Rect>()
      for (const left of moves.slice(place - dropped))
        for (const [node, rect] of left) if (!since.has(node)) since.set(node, rect)
      return since
    },
  }
}
