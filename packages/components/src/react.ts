export { ConfigManager, type ConfigManagerProps, type ManagerTab } from './react/config-manager/config-manager.tsx'
export { NewConfigDialog, type NewConfigDialogProps } from './react/dialogs/new-config-dialog.tsx'
export { NewTargetDialog, type NewTargetDialogProps } from './react/dialogs/new-target-dialog.tsx'
export { RowsDialog, type RowsDialogProps } from './react/dialogs/rows-dialog.tsx'
export { ListState } from './react/list-state.tsx'
export { Inspector } from './react/nodes/inspector.tsx'
export { readEvaluatorRun, type EvaluatorRun } from './react/nodes/latest-result.ts'
export { plainView } from './react/nodes/plain-view.tsx'
export { TargetProbe } from './react/nodes/target-probe.tsx'
export { componentViews } from './react/nodes/registry.ts'
export {
  StudioPortProvider,
  useStudioPort,
  type ConfigQuery,
  type ListQuery,
  type SampleQuery,
  type StudioPort,
} from './react/port.ts'
export type { DeploymentItem } from './react/wire.ts'
export { SnippetsDialog } from './react/snippets/lazy-snippets.ts'
export { localSpec } from './react/texts/local-texts.ts'
export { CostQuality } from './react/results/cost-quality.tsx'
export { JobFigures, JobProgressLine } from './react/results/job-progress.tsx'
export { SampleCharts } from './react/results/sample-charts.tsx'
export { scoreLabel, ScoresView } from './react/results/scores-view.tsx'
export { NO_FILTERS, SamplesView, type SampleFilters } from './react/samples/samples-view.tsx'
export { CompareJobs, type CompareJobsProps } from './react/results/compare-jobs.tsx'
