/** What is dropped on the canvas, and clicks on its empty parts. */
import { addNode, insertOnEdge } from '@evalflow/graph'
import type { DragEvent, MouseEvent } from 'react'
import { wireAt } from '../geometry/wire-at.ts'
import { t } from '../messages.ts'
import { onNoOther } from '../palette/add-component.ts'
import type { AddRequest } from '../palette/add-menu.tsx'
import { COMPONENT_MIME } from '../palette/palette.tsx'
import { focusNodeSoon } from './focus-node.ts'
import type { GestureParts } from './node-gestures.ts'

export function createDropGestures({ editor, toFlow }: GestureParts, setAdding: (request: AddRequest | null) => void) {
  const { store, callbacks, canvas } = editor
  return {
    onPaneClick: () => {
      store.select({})
      store.setState({ portFilter: null, connecting: null, renaming: null })
    },
    onDragOver: (event: DragEvent) => {
      const isFile = callbacks.dropFiles !== undefined && event.dataTransfer.types.includes('Files')
      if (!isFile && !event.dataTransfer.types.includes(COMPONENT_MIME)) return
      event.preventDefault()
      event.dataTransfer.dropEffect = 'copy'
    },
    onDrop: (event: DragEvent) => {
      if (callbacks.dropFiles && event.dataTransfer.files.length > 0) {
        event.preventDefault()
        callbacks.dropFiles([...event.dataTransfer.files])
        return
      }
      const type = event.dataTransfer.getData(COMPONENT_MIME)
      const { flow, specs } = store.getState()
      const spec = specs.get(type)
      if (!spec) return
      event.preventDefault()
      const point = toFlow({ x: event.clientX, y: event.clientY })
      const id = store.newId(type)
      const index = canvas.current?.index()
      const wire = index && wireAt({ flow, specs }, index, point, spec)
      const wanted = { x: Math.round(point.x - 134), y: Math.round(point.y - 25) }
      const at = wire ? wanted : onNoOther(editor, spec, wanted)
      const node = { id, type, version: spec.version, at }
      const select = { nodes: [id] }
      if (wire) {
        const { edge, inPort, outPort } = wire
        store.dispatch(insertOnEdge, { edge: edge.id, node, inPort, outPort }, { select })
      } else store.dispatch(addNode, node, { select })
      store.announce(t('added', { title: spec.title }))
      // or focus stays in the palette, where Ctrl+Z is not for the canvas
      focusNodeSoon(id)
    },
    onDoubleClick: (event: MouseEvent) => {
      if (!(event.target instanceof Element) || !event.target.classList.contains('react-flow__pane')) return
      const screen = { x: event.clientX, y: event.clientY }
      setAdding({ screen, at: toFlow(screen), end: null })
    },
  }
}
