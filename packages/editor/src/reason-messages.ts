/** Reasons of the connection and field rules and names of port types, in the reader's language. English is the graph's own. */
import { PORT_TYPE_NAMES, REASON_TEXTS, type PortType, type Reason, type ReasonKey } from '@evalflow/graph'
import { registerMessages } from '@evalflow/ui'

const portTypes = registerMessages<PortType>('port-types', {
  en: PORT_TYPE_NAMES,
  de: {
    rows: 'Zeilen',
    dataset: 'Datensatz',
    config: 'Konfiguration',
    target: 'Modellziel',
    result: 'Ergebnis',
    text: 'Text',
    any: 'Beliebiges',
  },
})

const reasons = registerMessages<ReasonKey>('reasons', {
  en: REASON_TEXTS,
  de: {
    outputToOutput: 'Ein Ausgang verbindet sich mit einem Eingang',
    inputToInput: 'Ein Eingang verbindet sich mit einem Ausgang',
    selfLoop: 'Ein Knoten kann sich nicht selbst speisen',
    unknownNode: 'Es gibt keinen Knoten „{node}“',
    unknownComponent: 'Die Komponente „{type}“ ist nicht installiert',
    noOutput: '{title} hat keinen Ausgang „{port}“',
    noInput: '{title} hat keinen Eingang „{port}“',
    typeMismatch: '{port} erwartet {expects}, bekam {got}',
    alreadyConnected: 'Diese Leitung gibt es schon',
    portTaken: '{port} hat schon eine Leitung und nimmt nur eine',
    loop: 'Das ergäbe eine Schleife: {to} speist schon {from}',
    inLoop: 'Diese Leitung gehört zu einer Schleife, die nicht laufen kann',
    keptAsItCame: 'Sie bleibt, wie sie kam, und läuft nicht',
    putBetween: 'Setz {component} dazwischen',
    freeThePort: 'Entferne die Leitung dort, oder zieh ihr Ende an einen anderen Anschluss',
    componentMissing: 'Die Komponente „{type}“ ist nicht installiert; der Knoten bleibt, wie er kam, und läuft nicht',
    componentNewer:
      'Von Version {found} von {component} geschrieben, dies ist Version {expected}; aktualisiere Evalflow',
    inputMissing: '{title} braucht eine Leitung an {port}',
    fieldRequired: '{label} ist erforderlich',
    fieldNoText: '{label}: {value} gefunden, Text erwartet',
    fieldTooLong: '{label}: {length} Zeichen gefunden, höchstens {max} erwartet',
    fieldNoNumber: '{label}: {value} gefunden, eine Zahl erwartet',
    fieldNotWhole: '{label}: {value} gefunden, eine ganze Zahl erwartet',
    fieldAtMost: '{label}: {value} gefunden, höchstens {max} erwartet',
    fieldAtLeast: '{label}: {value} gefunden, mindestens {min} erwartet',
    fieldBetween: '{label}: {value} gefunden, {min} bis {max} erwartet',
    fieldNoYesNo: '{label}: {value} gefunden, Ja oder Nein erwartet',
    fieldNoOption: '{label}: {value} gefunden, eines von {options} erwartet',
    fieldUnavailable: '{label}: „{option}“ kann jetzt nicht gewählt werden: {why}',
    fieldNoList: '{label}: {value} gefunden, eine Liste von Möglichkeiten erwartet',
    fieldTwice: '{label}: dieselbe Wahl steht zweimal da',
    fieldNoJson: '{label}: ist kein JSON: {fault}',
    fieldNoPairs: '{label}: {value} gefunden, Namen mit Werten erwartet',
    fieldNoPair: '{label}: „{name}“ hat {value}, erwartet wird ein Name mit Text, einer Zahl oder Ja/Nein',
    fieldNoRows: '{label}: {value} gefunden, Zeilen erwartet',
    fieldNoRow: '{label}: Zeile {number} ist {value}, ein Objekt erwartet',
    fieldNoMessages: '{label}: {value} gefunden, Nachrichten erwartet',
    fieldNoMessage: '{label}: Nachricht {number} braucht eine Rolle und einen Text',
    fieldNoSecret:
      '{label}: der Name eines gespeicherten Geheimnisses wird erwartet; speichere den Schlüssel unter Geheimnisse und wähle ihn',
    fieldNotValid: '{label}: ist nicht gültig',
    fieldSchema: '{label}: {fault}',
    valueText: '„{text}“',
    valueList: 'eine Liste von {count}',
    valueObject: 'ein Objekt',
  },
})

/** The reason as a sentence. Call it where `useT` is used too, so that a change of language is seen. */
export function describeReason({ key, params }: Reason): string {
  const said = Object.entries(params).map(([name, value]): [string, string] => {
    if (typeof value === 'object') return [name, describeReason(value)]
    return [name, name === 'expects' || name === 'got' ? portTypeName(value) : value]
  })
  return reasons.t(key, Object.fromEntries(said))
}

/** A port type as people call it; one that is not known stays as it is. */
export function portTypeName(type: string): string {
  return Object.hasOwn(PORT_TYPE_NAMES, type) ? portTypes.t(type as PortType) : type
}
