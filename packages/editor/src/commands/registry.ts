/** All editor commands, in the order of the `?` sheet and the command palette. */
import { aligning, alignments, distributeHorizontally, distributeVertically, nudges, snap, tidy } from './arrange.ts'
import { copy, cut, duplicate, paste } from './clipboard.ts'
import type { EditorCommand } from './command.ts'
import { addNoteHere, freeze, redo, remove, rename, undo, unfreeze } from './edit.ts'
import { flowActions } from './flow.ts'
import { collapseGroup, groupNodes, renameGroupOf, ungroupNodes } from './groups.ts'
import { openNode, runAll, runFrom, runSelected, stop, stopSelected } from './run.ts'
import { clearSelection, selectAll, selectDownstream, selectUpstream } from './select.ts'
import { boxTool, lassoTool, lock, panTool } from './tools.ts'
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
  renameGroupOf,
  collapseGroup,
  addNoteHere,
  selectAll,
  selectUpstream,
  selectDownstream,
  clearSelection,
  panTool,
  boxTool,
  lassoTool,
  tidy,
  ...alignments,
  distributeHorizontally,
  distributeVertically,
  ...nudges,
  snap,
  aligning,
  commandPalette,
  focusPalette,
  find,
  fit,
  fitSelection,
  zoomIn,
  zoomOut,
  zoomReset,
  lock,
  openNode,
  ...flowActions,
  shortcuts,
]
