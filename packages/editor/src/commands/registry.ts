/** All editor commands, in the order of the `?` sheet and the command palette. */
import { alignments, distributeHorizontally, distributeVertically, nudges, snap, tidy } from './arrange.ts'
import { copy, cut, duplicate, paste } from './clipboard.ts'
import type { EditorCommand } from './command.ts'
import { addNoteHere, freeze, groupNodes, redo, remove, rename, undo, unfreeze, ungroupNodes } from './edit.ts'
import { flowActions } from './flow.ts'
import { openNode, runAll, runFrom, runSelected, stop, stopSelected } from './run.ts'
import { clearSelection, selectAll, selectDownstream, selectUpstream } from './select.ts'
import { commandPalette, find, fit, fitSelection, focusPalette, shortcuts, zoomIn, zoomOut, zoomReset } from './view.ts'

export const editorCommands: readonly EditorCommand[] = [
  runAll,
  runSelected,
  runFrom,
  stopSelected,
  stop,
  freeze,
  unfreeze,
  undo,
  redo,
  copy,
  cut,
  paste,
  duplicate,
  remove,
  rename,
  groupNodes,
  ungroupNodes,
  addNoteHere,
  selectAll,
  selectUpstream,
  selectDownstream,
  clearSelection,
  tidy,
  ...alignments,
  distributeHorizontally,
  distributeVertically,
  ...nudges,
  snap,
  commandPalette,
  focusPalette,
  find,
  fit,
  fitSelection,
  zoomIn,
  zoomOut,
  zoomReset,
  openNode,
  ...flowActions,
  shortcuts,
]
