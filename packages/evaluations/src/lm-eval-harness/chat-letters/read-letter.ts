/** The letter that a written answer chooses. */

/** "A", "(A)", "**A.**", "A) Paris" and "A: Paris" at the beginning; not "A bird". */
const FIRST = /^[\s*_("'[`]*([A-Z])(?:[\s*_)"'\]`]*$|[\s*_"'`]*[).:\]](?![A-Za-z])|[*_]*\s*\n)/
/** "The answer is (B)", "Answer: B"; the last one counts. */
const NAMED = /\b(?:answer|choice|option)(?:\s+is)?[\s:*_("'[`]+([A-Z])(?![A-Za-z'])/gi

/** Undefined where the answer chooses none of `letters`: it is then wrong, not guessed at. */
export function readLetter(answer: string, letters: readonly string[]): string | undefined {
  const named = [...answer.matchAll(NAMED)].at(-1)?.[1]
  const letter = FIRST.exec(answer)?.[1] ?? named
  return letter !== undefined && letters.includes(letter) ? letter : undefined
}
