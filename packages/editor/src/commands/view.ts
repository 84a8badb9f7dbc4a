/** What is shown: zoom, fit, find, palettes. */
import { hasSelection, type EditorCommand } from './command.ts'

/** The palette's search box; the `/` command focuses it wherever it is. */
export const PALETTE_INPUT_ID = 'ef-palette-search'

const ZOOM_STEP = 1.25

export const fit: EditorCommand = {
  id: 'fit',
  title: 'fit',
  group: 'groupView',
  keys: ['F'],
  run: ({ canvas }) => canvas.current?.fit(),
}

export const fitSelection: EditorCommand = {
  id: 'fit-selection',
  title: 'fitSelection',
  group: 'groupView',
  keys: ['Shift+F'],
  isEnabled: hasSelection,
  run: ({ store, canvas }) => canvas.current?.fit(store.getState().selection.nodes),
}

export const zoomIn: EditorCommand = {
  id: 'zoom-in',
  title: 'zoomIn',
  group: 'groupView',
  keys: ['Mod+=', 'Mod++'],
  run: ({ canvas }) => canvas.current?.zoomBy(ZOOM_STEP),
}

export const zoomOut: EditorCommand = {
  id: 'zoom-out',
  title: 'zoomOut',
  group: 'groupView',
  keys: ['Mod+-'],
  run: ({ canvas }) => canvas.current?.zoomBy(1 / ZOOM_STEP),
}

export const zoomReset: EditorCommand = {
  id: 'zoom-reset',
  title: 'zoomReset',
  group: 'groupView',
  keys: ['1', 'Mod+0'],
  run: ({ canvas }) => canvas.current?.zoomTo(1),
}

export const find: EditorCommand = {
  id: 'find',
  title: 'find',
  group: 'groupView',
  keys: ['Mod+F'],
  run: ({ store }) => store.setState({ overlay: 'find' }),
}

export const focusPalette: EditorCommand = {
  id: 'focus-palette',
  title: 'focusPalette',
  group: 'groupView',
  keys: ['/'],
  run: () => {
    const input = document.getElementById(PALETTE_INPUT_ID)
    if (input instanceof HTMLInputElement) input.select()
    input?.focus()
  },
}

export const commandPalette: EditorCommand = {
  id: 'command-palette',
  title: 'commandPalette',
  group: 'groupView',
  keys: ['Mod+K'],
  keysOnly: true,
  inFields: true,
  run: ({ store }) => store.setState({ overlay: 'commands' }),
}

export const shortcuts: EditorCommand = {
  id: 'shortcuts',
  title: 'shortcuts',
  group: 'groupView',
  keys: ['?'],
  run: ({ store }) => store.setState({ overlay: 'shortcuts' }),
}
