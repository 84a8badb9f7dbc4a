/** How each component looks on the canvas. A new component adds one line. */
import type { NodeViews } from '@evalflow/editor'
import { compareRunsView } from './compare-runs-view.tsx'
import { configManagerView } from './config-manager-view.tsx'
import { dataPreparationView } from './data-preparation-view.tsx'
import { datasetCreatorView } from './dataset-creator-view.tsx'
import { evaluatorView } from './evaluator-view.tsx'
import { gateView } from './gate-view.tsx'
import { noteView } from './note-view.tsx'
import { reportView } from './report-view.tsx'
import { resultsView } from './results-view.tsx'
import { existingDatasetView, modelTargetView } from './target-and-data-views.tsx'

export const componentViews: NodeViews = {
  'dataset-creator': datasetCreatorView,
  'existing-dataset': existingDatasetView,
  evaluator: evaluatorView,
  'model-target': modelTargetView,
  'config-manager': configManagerView,
  results: resultsView,
  'data-preparation': dataPreparationView,
  'compare-runs': compareRunsView,
  gate: gateView,
  report: reportView,
  note: noteView,
}
