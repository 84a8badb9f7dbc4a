/**
 * Formatters of the browser, each made once: making one costs a hundred times what using it does, and a canvas of nodes
 * formats hundreds of figures as it opens.
 */
const numbers = new Map<string, Intl.NumberFormat>()
const plurals = new Map<string, Intl.PluralRules>()

/** `digits` fixes the decimals; `significant` is the most significant figures shown. */
export function numberFormat(
  language: string,
  { digits, significant }: { digits?: number | undefined; significant?: number | undefined } = {},
): Intl.NumberFormat {
  const key = `${language} ${digits} ${significant}`
  const known = numbers.get(key)
  if (known) return known
  const made = new Intl.NumberFormat(language, {
    ...(digits === undefined ? {} : { minimumFractionDigits: digits, maximumFractionDigits: digits }),
    ...(significant === undefined ? {} : { maximumSignificantDigits: significant }),
  })
  numbers.set(key, made)
  return made
}

export function pluralRules(language: string): Intl.PluralRules {
  const known = plurals.get(language) ?? new Intl.PluralRules(language)
  plurals.set(language, known)
  return known
}
