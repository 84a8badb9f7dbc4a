/** Texts of the snippets that run a flow from outside. */
export const snippetMessages = {
  en: {
    snippetsTitle: 'Run this flow from outside',
    snippetsHelp: 'Each starts the flow as it is stored here, waits, and prints what came of it.',
    snippetWays: 'Ways to run it',
    copySnippet: 'Copy {name}',
    snippetsNoSecrets: 'No key stands in them. Keys of models stay with this server.',
  },
  de: {
    snippetsTitle: 'Diesen Flow von außen starten',
    snippetsHelp: 'Jedes startet den Flow, wie er hier gespeichert ist, wartet und gibt aus, was daraus wurde.',
    snippetWays: 'Arten, ihn zu starten',
    copySnippet: '{name} kopieren',
    snippetsNoSecrets: 'Kein Schlüssel steht darin. Schlüssel von Modellen bleiben bei diesem Server.',
  },
}
