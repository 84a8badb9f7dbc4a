/** Note: text on the canvas. It takes part in no run. */
import type { ComponentDefinition } from '@evalflow/runner'
import type { ComponentServices } from '../services.ts'

export const note: ComponentDefinition<ComponentServices> = {
  type: 'note',
  version: 1,
  title: 'Note',
  summary: 'Text on the canvas',
  category: 'canvas',
  keywords: ['comment', 'text', 'sticky', 'markdown', 'documentation'],
  icon: 'sticky-note',
  inputs: [],
  outputs: [],
  fields: [{ id: 'text', label: 'Text', kind: 'multiline', maxLength: 20_000 }],
}
