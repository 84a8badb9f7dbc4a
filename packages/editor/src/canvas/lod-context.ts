/** Whether nodes are blocks now. A context, so that crossing the threshold redraws the nodes and nothing else does. */
import { createContext } from 'react'

export const LodContext = createContext(false)
