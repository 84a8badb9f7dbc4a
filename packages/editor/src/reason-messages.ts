/** Reasons of the connection rules and names of port types, in the reader's language. English is the graph's own. */
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
  },
})

/** The reason as a sentence. Call it where `useT` is used too, so that a change of language is seen. */
export function describeReason({ key, params }: Reason): string {
  const { expects, got } = params
  return reasons.t(key, {
    ...params,
    ...(expects === undefined ? {} : { expects: portTypeName(expects) }),
    ...(got === undefined ? {} : { got: portTypeName(got) }),
  })
}

/** A port type as people call it; one that is not known stays as it is. */
export function portTypeName(type: string): string {
  return Object.hasOwn(PORT_TYPE_NAMES, type) ? portTypes.t(type as PortType) : type
}
