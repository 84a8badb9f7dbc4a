/**
 * Parts of a text that are embedded one by one. Own rules rather than ICU's, whose break lists change with its version:
 * a score must not depend on which Node runs.
 */

/** A sentence ends at `.`, `!`, `?` (or their wide forms) before white space, and at a line's end; a word at white space. */
export function splitUnits(text: string, unit: 'sentence' | 'word'): string[] {
  const parts = unit === 'word' ? text.split(/\s+/u) : text.split(/(?<=[.!?]["')\]]?)\s+|(?<=[。！？])\s*|\s*\n\s*/u)
  return parts.map((part) => part.trim()).filter((part) => part !== '')
}
