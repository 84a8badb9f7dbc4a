/** A value that a story lets the reader change. */
import { useState, type ReactNode } from 'react'

export function Held<T>({ start, children }: { start: T; children: (value: T, set: (value: T) => void) => ReactNode }) {
  const [value, set] = useState(start)
  return children(value, set)
}

export const LONG =
  'Antwortqualität der Kundenbetreuung über alle Kanäle, gemessen an 1.318 von Fachleuten geprüften Fragen aus dem dritten Quartal'

/** Of a narrow phone, less the page's padding. */
export const PHONE_PX = 366
