/** Texts of the flow page. */
import { registerMessages } from '@evalflow/ui'

const en = {
  notRunnable: 'Not started. {reason}',
  moreProblems: 'and {count} more {count:problem|problems}',
  draftUnusable: 'Changes of an earlier visit fit this flow no more. They are kept in this browser.',
  copyDraft: 'Copy them',
} as const

const de: Record<keyof typeof en, string> = {
  notRunnable: 'Nicht gestartet. {reason}',
  moreProblems: 'und {count} {count:weiteres Problem|weitere Probleme}',
  draftUnusable: 'Änderungen eines früheren Besuchs passen nicht mehr zu diesem Flow. Sie bleiben in diesem Browser.',
  copyDraft: 'Kopieren',
}

export const { t, useT } = registerMessages('studio-flow', { en, de })
