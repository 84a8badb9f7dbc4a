export { editorCommands } from './commands/registry.ts'
export { commandTitle, type CommandGroup, type EditorCommand } from './commands/command.ts'
export { keysOf, useKeymap } from './commands/keymap.ts'
export { useNodeBody, useNodeRun } from './canvas/use-node.ts'
export { checkWire, type WireCheck } from './connect.ts'
export {
  useEditor,
  useEditorState,
  type CanvasApi,
  type EditorCallbacks,
  type EditorContextValue,
  type HostAction,
  type RunScope,
} from './editor-context.ts'
export { EditorProvider, FlowEditor, useEditorValue, type FlowEditorProps } from './flow-editor.tsx'
export { FOOTER_PX, HEADER_PX, NODE_WIDTH_PX, PORT_ROW_PX } from './geometry/node-size.ts'
export type { Viewport } from './geometry/viewport.ts'
export type { ConnectedInput, NodeBodyProps, NodeView, NodeViews } from './node-view.ts'
export { Markdown } from './notes/markdown.tsx'
export { Outline } from './outline/outline.tsx'
export { describeReason, portTypeName } from './reason-messages.ts'
export { addComponent } from './palette/add-component.ts'
export { createRunState, type NodeRun, type NodeRunState, type RunState, type RunStateSource } from './run-state.ts'
export {
  createEditorStore,
  type EditorState,
  type EditorStore,
  type EditorStoreOptions,
  type PortEnd,
  type Selection,
} from './store/editor-store.ts'
