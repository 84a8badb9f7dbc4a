/** Texts of the list of jobs and their comparison. */
import { registerMessages } from '@evalflow/ui'

const en = {
  comparison: 'Comparison',
  comparisonHelp: 'The same rows in each, compared with the baseline row by row.',
  chooseJobs: 'Choose two to five jobs',
  chooseJobsHelp: 'Tick two to {most} jobs in the list, then compare them.',
  toJobs: 'To the jobs',
  compare: 'Compare {count}',
  compareHint: 'Tick two to {most} jobs to compare them.',
  tooMany: 'A comparison takes {most} jobs; {count} are ticked.',
  untick: 'Untick all',
  anyTarget: 'Any target',
  from: 'From',
  until: 'Until',
  clear: 'Clear filters',
}
const de: typeof en = {
  comparison: 'Vergleich',
  comparisonHelp: 'In jedem dieselben Zeilen, Zeile für Zeile mit der Grundlinie verglichen.',
  chooseJobs: 'Zwei bis fünf Jobs wählen',
  chooseJobsHelp: 'Kreuzen Sie in der Liste zwei bis {most} Jobs an und vergleichen Sie sie dann.',
  toJobs: 'Zu den Jobs',
  compare: '{count} vergleichen',
  compareHint: 'Kreuzen Sie zwei bis {most} Jobs an, um sie zu vergleichen.',
  tooMany: 'Ein Vergleich nimmt {most} Jobs; {count} sind angekreuzt.',
  untick: 'Keinen ankreuzen',
  anyTarget: 'Jedes Ziel',
  from: 'Von',
  until: 'Bis',
  clear: 'Filter aufheben',
}

export const { useT } = registerMessages('studio-jobs', { en, de })
