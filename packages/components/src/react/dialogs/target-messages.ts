/** Texts of the dialog of a new target. */
export const newTargetMessages = {
  en: {
    newTarget: 'New target…',
    newTargetTitle: 'New target',
    newTargetHelp: 'Any endpoint that speaks the OpenAI API: NIM, vLLM, Ollama, llama.cpp, OpenAI.',
    targetName: 'Target name',
    createTarget: 'Create target',
    targetTaken: 'There is already a target of this name. Choose another.',
  },
  de: {
    newTarget: 'Neues Ziel…',
    newTargetTitle: 'Neues Ziel',
    newTargetHelp: 'Jeder Endpunkt mit OpenAI-Schnittstelle: NIM, vLLM, Ollama, llama.cpp, OpenAI.',
    targetName: 'Name des Ziels',
    createTarget: 'Ziel anlegen',
    targetTaken: 'Es gibt schon ein Ziel dieses Namens. Wählen Sie einen anderen.',
  },
}
