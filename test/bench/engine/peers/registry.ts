/** The peers, in the order of the table. Each has its usual command line first. */
import { inspectPeers } from './inspect-ai.ts'
import { lmEvalPeers } from './lm-eval.ts'
import type { Peer } from './peer.ts'
import { promptfooPeers } from './promptfoo.ts'

export const peers: readonly Peer[] = [...lmEvalPeers, ...promptfooPeers, ...inspectPeers]
