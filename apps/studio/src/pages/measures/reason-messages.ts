/** Why a job runs as it does, and how its compute was measured, in the reader's language. English is the contract's own. */
import { JOB_REASON_TEXTS, type JobReasonKey } from '@evalflow/contract'
import { registerMessages } from '@evalflow/ui'

const texts = registerMessages<JobReasonKey>('job-reasons', {
  en: JOB_REASON_TEXTS,
  de: {
    evaluationType: 'Die Art der Auswertung ist „{type}“.',
    taskType: 'Die Art der Aufgabe ist „{type}“.',
    targetType: 'Das Ziel ist von der Art „{type}“.',
    outputType: 'Die Ausgabe des Benchmarks ist von der Art „{type}“.',
    hasParams: 'Zu ihren Parametern gehören {names}.',
    hasMetric: 'Zu ihren Metriken gehört „{metric}“.',
    runsCode: 'Also wird erzeugter Code in der Sandbox gegen Tests ausgeführt.',
    scoresLikelihood:
      'Also werden gegebene Texte nach den Log-Wahrscheinlichkeiten bewertet, die das Modell ihnen gibt.',
    scoresRetrieval: 'Also wird bewertet, was eine Suche findet.',
    scoresAgents: 'Also wird bewertet, was Agenten erreicht, besprochen und aufgerufen haben.',
    holdsConversation:
      'Also wird ein Gespräch geführt, mit Werkzeugen, wo es welche gibt, und bewertet, wie es verlief.',
    hasAnswersRated: 'Also bewertet ein Richtermodell die Antworten.',
    scoresStored: 'Also werden gespeicherte Antworten bewertet, und kein Modell wird nach ihnen gefragt.',
    asksModel: 'Also wird das Modell nach einer Antwort gefragt und ihr Text bewertet.',
    noLine: 'Keine Zeile der Tabelle passt, also wird das Modell nach einer Antwort gefragt.',
    mtBenchFound:
      'Ihre Art oder ihre Zeilen, die Runden enthalten, besagen MT-Bench: bis zu zwei Runden, jede bewertet.',
    mtBenchAsked: 'Die Konfiguration besagt MT-Bench: bis zu zwei Runden, jede bewertet.',
    judgeTakesSchema: 'Richter „{judge}“ nimmt JSON nach Schema an, also werden seine Antworten daran gehalten.',
    judgeIgnoresSchema: 'Richter „{judge}“ nimmt ein JSON-Schema an und hält sich nicht daran: {why}.',
    judgeRefusesSchema:
      'Richter „{judge}“ lehnt JSON nach Schema ab ({why}), also sagt ihm nur sein Prompt, wie er antworten soll.',
    echoLogprobs: 'Endpunkt „{endpoint}“ gibt die Log-Wahrscheinlichkeiten eines wiederholten Prompts.',
    chatTemplateOn: 'Die Konfiguration schaltet die Chat-Vorlage ein.',
    chatTemplateOff: 'Die Konfiguration schaltet die Chat-Vorlage aus.',
    servesCompletions: 'Endpunkt „{endpoint}“ vervollständigt Texte, also gehen Prompts so an ihn, wie sie sind.',
    servesOnlyChats: 'Endpunkt „{endpoint}“ bietet nur Chats, also gehen Prompts durch seine Chat-Vorlage.',
    chatsGiveNoScores:
      '„{task}“ braucht die Log-Wahrscheinlichkeiten gegebener Texte (`completions` mit `echo` und `logprobs`), und Endpunkt „{endpoint}“ bietet nur Chats.',
    givesNoScores:
      '„{task}“ braucht die Log-Wahrscheinlichkeiten gegebener Texte, und Endpunkt „{endpoint}“ kann sie nicht geben: {why}',
    textsNotByChat:
      '„{task}“ bewertet gegebene Texte, was kein Chat kann, und die Konfiguration schaltet die Chat-Vorlage ein.',
    lettersInstead:
      'In der Konfiguration ist `fallback` „letters“, also wird im Chat nach dem Buchstaben der richtigen Wahl gefragt.',
    lettersWritten:
      'Endpunkt „{endpoint}“ gibt in Chats keine Log-Wahrscheinlichkeiten ({why}), also wird der Buchstabe aus dem gelesen, was er schreibt.',
    lettersCompared:
      'Endpunkt „{endpoint}“ gibt die Log-Wahrscheinlichkeiten der {top} wahrscheinlichsten ersten Token, also werden die Buchstaben danach verglichen.',
    cpuShared: 'Prozessorzeit des Serverprozesses, gleich verteilt auf die Jobs, die in ihm laufen',
    energyMeasured: 'gemessen: die RAPL-Zähler der Prozessoren, andere Programme dieser Maschine eingeschlossen',
    energyEstimated: 'geschätzt: Prozessorsekunden × {watts} W je Kern',
    energyFromBefore: 'aus früheren Läufen dieses Jobs; in diesem wurde nichts gemessen oder geschätzt',
    energyUnavailable:
      'nicht verfügbar: diese Maschine hat keinen lesbaren Energiezähler, und unter Einstellungen sind keine Watt je Prozessorkern angegeben',
  },
})

interface WireReason {
  key: string
  params: Readonly<Record<string, string>>
}

/**
 * `english` as it is where there is no key (an older job) or an unknown one (a newer server). Call it where `useT` is used
 * too, so that a change of language is seen.
 */
export function describeJobReason(reason: WireReason | undefined, english: string): string {
  if (reason === undefined || !Object.hasOwn(JOB_REASON_TEXTS, reason.key)) return english
  return texts.t(reason.key as JobReasonKey, reason.params)
}
