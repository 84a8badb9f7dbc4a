/** How each component looks on the canvas. A new component adds one line. */
import type { NodeViews } from '@evalflow/editor'
import { configManagerView } from './config-manager-view.tsx'
import { datasetCreatorView } from './dataset-creator-view.tsx'
import { evaluatorView } from './evaluator-view.tsx'
import { noteView } from './note-view.tsx'
import { resultsView } from './results-view.tsx'
import { existingDatasetView, modelTargetView } from './target-and-data-views.tsx'

export const componentViews: NodeViews = {
  'dataset-creator': datasetCreatorView,
  'existing-dataset': existingDatasetView,
  evaluator: evaluatorView,
  'model-target': modelTargetView,
  'config-manager': configManagerView,
  results: resultsView,
  note: noteView,
}
