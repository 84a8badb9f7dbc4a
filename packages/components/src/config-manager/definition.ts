/** Config Manager on the canvas: counts, and the way into the manager. It takes part in no run. */
import type { ComponentDefinition } from '@evalflow/runner'
import type { ComponentServices } from '../services.ts'

export const configManager: ComponentDefinition<ComponentServices> = {
  type: 'config-manager',
  version: 1,
  title: 'Config Manager',
  summary: 'Templates, runtime configs, clean-up',
  category: 'evaluate',
  keywords: ['config', 'template', 'runtime', 'clean', 'delete', 'manage'],
  icon: 'sliders-horizontal',
  inputs: [],
  outputs: [],
  fields: [],
}
