/** Names, summaries and notes of the starter flows, and the texts of their gallery. */
import { registerMessages } from '@evalflow/ui'

const en = {
  gallery: 'Start from a template',
  galleryHelp:
    'Whole evaluations that run as they are, on the model of this machine. Nothing is stored before you choose.',
  useStarter: 'New flow',
  addStarter: 'Add to this flow',
  starterNodes: '{count} {count:node|nodes}',
  starterConfigs: 'Creates {list}',
  starterNoSandbox: 'Generated code cannot run on this machine: {reason}',
  starterFailed: 'The template could not be opened: {reason}',
  openGallery: 'Templates…',
  first_title: 'First evaluation',
  first_summary: 'Twelve questions, one model, scores with their intervals.',
  first_note:
    'Twelve short questions are asked, and each answer is scored: does it **contain** the reference, and how many words do they share?',
  prompts_title: 'Compare two prompts',
  prompts_summary: 'The same rows and model under two prompts, with a paired test.',
  prompts_note:
    'Both evaluators ask the same rows. *Compare Runs* pairs them row by row: difference, interval, test, and which answers flipped.',
  models_title: 'Compare two models',
  models_summary: 'A model against a baseline on the same rows and config.',
  models_note:
    'The baseline is no language model: it is the floor that a model has to beat. Choose any second target instead.',
  judge_title: 'LLM as a judge',
  judge_summary: 'A model rates the answers; its reasons are in the samples.',
  judge_note:
    'The judge here is the same small model, which judges badly. Choose a strong one in the config before you trust a rating.',
  code_title: 'Code benchmark',
  code_summary: 'Generated functions, run against tests in a sandbox.',
  code_note:
    'Three problems in HumanEval’s form. Programs run without network, or not at all. Put your own problems into the rows.',
  harness_title: 'lm-eval benchmark',
  harness_summary: 'A task file of the LM Evaluation Harness, with rows of your own.',
  harness_note:
    'A benchmark reads its own rows; the wire only says that they are stored first. Published benchmarks need the Hugging Face hub.',
  gate_title: 'Gate in CI',
  gate_summary: 'Stops with exit code 1 below a threshold, and keeps a report.',
  gate_note: 'Export the flow and run `evalflow run flow.json` in CI: it ends with 1 when the gate fails.',
  split_title: 'Prepare, split, evaluate',
  split_summary: 'A seeded, stratified split; only the held-out part is scored.',
  split_note:
    'The split is the same on every machine, because it hangs on the seed. Only `test` goes on to the evaluation.',
} as const

const de: Record<keyof typeof en, string> = {
  gallery: 'Mit einer Vorlage beginnen',
  galleryHelp:
    'Ganze Bewertungen, die so laufen, wie sie sind, mit dem Modell dieser Maschine. Vor deiner Wahl wird nichts gespeichert.',
  useStarter: 'Neuer Ablauf',
  addStarter: 'In diesen Ablauf einfügen',
  starterNodes: '{count} {count:Knoten|Knoten}',
  starterConfigs: 'Legt {list} an',
  starterNoSandbox: 'Erzeugter Code kann auf dieser Maschine nicht laufen: {reason}',
  starterFailed: 'Die Vorlage ließ sich nicht öffnen: {reason}',
  openGallery: 'Vorlagen…',
  first_title: 'Erste Bewertung',
  first_summary: 'Zwölf Fragen, ein Modell, Ergebnisse mit ihren Intervallen.',
  first_note:
    'Zwölf kurze Fragen werden gestellt, und jede Antwort wird bewertet: **Enthält** sie die Referenz, und wie viele Wörter haben sie gemeinsam?',
  prompts_title: 'Zwei Prompts vergleichen',
  prompts_summary: 'Dieselben Zeilen und dasselbe Modell unter zwei Prompts, mit gepaartem Test.',
  prompts_note:
    'Beide Bewertungen fragen dieselben Zeilen. *Compare Runs* paart sie Zeile für Zeile: Unterschied, Intervall, Test, und welche Antworten kippten.',
  models_title: 'Zwei Modelle vergleichen',
  models_summary: 'Ein Modell gegen eine Grundlinie, mit denselben Zeilen und derselben Konfiguration.',
  models_note:
    'Die Grundlinie ist kein Sprachmodell: Sie ist der Boden, den ein Modell übertreffen muss. Nimm stattdessen jedes andere Ziel.',
  judge_title: 'Sprachmodell als Richter',
  judge_summary: 'Ein Modell bewertet die Antworten; seine Gründe stehen in den Proben.',
  judge_note:
    'Richter ist hier dasselbe kleine Modell, das schlecht richtet. Wähl ein starkes in der Konfiguration, bevor du einer Bewertung traust.',
  code_title: 'Code-Benchmark',
  code_summary: 'Erzeugte Funktionen, in einer Sandbox gegen Tests ausgeführt.',
  code_note:
    'Drei Aufgaben in der Form von HumanEval. Programme laufen ohne Netz, oder gar nicht. Setz deine eigenen Aufgaben in die Zeilen.',
  harness_title: 'lm-eval-Benchmark',
  harness_summary: 'Eine Aufgabendatei des LM Evaluation Harness, mit eigenen Zeilen.',
  harness_note:
    'Ein Benchmark liest seine eigenen Zeilen; die Leitung sagt nur, dass sie zuerst gespeichert werden. Veröffentlichte Benchmarks brauchen den Hugging-Face-Hub.',
  gate_title: 'Schranke in der CI',
  gate_summary: 'Endet unter einer Schwelle mit Exit-Code 1 und hält einen Bericht fest.',
  gate_note:
    'Exportier den Ablauf und führ in der CI `evalflow run flow.json` aus: Fällt die Schranke, endet es mit 1.',
  split_title: 'Aufbereiten, teilen, bewerten',
  split_summary: 'Eine geschichtete Teilung mit festem Startwert; nur der zurückgehaltene Teil wird bewertet.',
  split_note:
    'Die Teilung ist auf jeder Maschine gleich, weil sie am Startwert hängt. Nur `test` geht in die Bewertung.',
}

export const { t, useT } = registerMessages('starters', { en, de })
