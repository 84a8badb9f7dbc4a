/** The component library, in display order. A new component is a folder and one line here. */
import type { ComponentDefinition } from '@evalflow/runner'
import { compareRuns } from './compare-runs/definition.ts'
import { configManager } from './config-manager/definition.ts'
import { dataPreparation } from './data-preparation/definition.ts'
import { datasetCreator } from './dataset-creator/definition.ts'
import { evaluator } from './evaluator/definition.ts'
import { existingDataset } from './existing-dataset/definition.ts'
import { gate } from './gate/definition.ts'
import { modelTarget } from './model-target/definition.ts'
import { note } from './note/definition.ts'
import { report } from './report/definition.ts'
import { results } from './results/definition.ts'
import type { ComponentServices } from './services.ts'

export const componentRegistry: readonly ComponentDefinition<ComponentServices>[] = [
  datasetCreator,
  existingDataset,
  dataPreparation,
  evaluator,
  modelTarget,
  configManager,
  results,
  compareRuns,
  gate,
  report,
  note,
]

/** By type, as `runFlow` takes them. */
export const componentDefinitions: ReadonlyMap<string, ComponentDefinition<ComponentServices>> = new Map(
  componentRegistry.map((definition) => [definition.type, definition]),
)
