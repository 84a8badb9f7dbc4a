/** Texts of the component library: words used everywhere here, those of each part beside it. */
import { registerMessages } from '@evalflow/ui'
import { configListMessages } from './config-manager/list-messages.ts'
import { managerMessages } from './config-manager/messages.ts'
import { newConfigMessages } from './dialogs/config-messages.ts'
import { forecastMessages } from './dialogs/forecast-messages.ts'
import { rowsMessages } from './dialogs/rows-messages.ts'
import { newTargetMessages } from './dialogs/target-messages.ts'
import { fieldMessages } from './fields/messages.ts'
import { nodeMessages } from './nodes/messages.ts'
import { outcomeMessages } from './nodes/outcome-messages.ts'
import { probeMessages } from './nodes/probe-messages.ts'
import { resultMessages } from './results/messages.ts'
import { sampleMessages } from './samples/messages.ts'
import { snippetMessages } from './snippets/messages.ts'

const en = {
  ...configListMessages.en,
  ...managerMessages.en,
  ...newConfigMessages.en,
  ...forecastMessages.en,
  ...rowsMessages.en,
  ...newTargetMessages.en,
  ...fieldMessages.en,
  ...nodeMessages.en,
  ...outcomeMessages.en,
  ...probeMessages.en,
  ...resultMessages.en,
  ...sampleMessages.en,
  ...snippetMessages.en,
  yes: 'Yes',
  no: 'No',
  name: 'Name',
  value: 'Value',
  cancel: 'Cancel',
  close: 'Close',
  refresh: 'Refresh',
  actions: 'Actions',
  delete: 'Delete',
  error: 'Error',
  warning: 'Warning',
  issues: 'Problems',
  state: 'State',
  show: 'Show',
  done: 'Done',
  andMore: 'and {count} more',
  matches: '{count} {count:match|matches}',
  nothingMatches: 'Nothing matches',
  nothingMatchesHelp: 'Search for less, or clear the search.',
  clearFilters: 'Clear filters',
  template: 'template',
  direct: 'direct',
  runtime: 'runtime',
} as const

const de: Record<keyof typeof en, string> = {
  ...configListMessages.de,
  ...managerMessages.de,
  ...newConfigMessages.de,
  ...forecastMessages.de,
  ...rowsMessages.de,
  ...newTargetMessages.de,
  ...fieldMessages.de,
  ...nodeMessages.de,
  ...outcomeMessages.de,
  ...probeMessages.de,
  ...resultMessages.de,
  ...sampleMessages.de,
  ...snippetMessages.de,
  yes: 'Ja',
  no: 'Nein',
  name: 'Name',
  value: 'Wert',
  cancel: 'Abbrechen',
  close: 'Schließen',
  refresh: 'Neu laden',
  actions: 'Aktionen',
  delete: 'Löschen',
  error: 'Fehler',
  warning: 'Warnung',
  issues: 'Probleme',
  state: 'Zustand',
  show: 'Zeigen',
  done: 'Fertig',
  andMore: 'und {count} weitere',
  matches: '{count} Treffer',
  nothingMatches: 'Keine Treffer',
  nothingMatchesHelp: 'Suchen Sie nach weniger oder leeren Sie die Suche.',
  clearFilters: 'Filter leeren',
  template: 'Vorlage',
  direct: 'direkt',
  runtime: 'Laufzeit',
}

export const { t, useT } = registerMessages('components', { en, de })
