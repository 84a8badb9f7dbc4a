/** Texts of Config Manager. */
export const managerMessages = {
  en: {
    copyRuns: 'The template is gone; runs its copy {name}',
  },
  de: {
    copyRuns: 'Die Vorlage gibt es nicht mehr; läuft mit ihrer Kopie {name}',
  },
} as const
