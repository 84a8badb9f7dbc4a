/**
 * HTML as data: a template in which every value is escaped, and only what a template made is not. So no place can forget.
 */
export interface Markup {
  readonly markup: string
}

type Part = string | number | Markup | null | readonly (Markup | null)[]

export function html(strings: TemplateStringsArray, ...values: readonly Part[]): Markup {
  return {
    markup: strings.map((text, index) => text + (index < values.length ? toText(values[index] ?? null) : '')).join(''),
  }
}

function toText(value: Part): string {
  if (value === null) return ''
  if (typeof value === 'string') return escapeHtml(value)
  if (typeof value === 'number') return String(value)
  return 'markup' in value ? value.markup : value.map((part) => part?.markup ?? '').join('')
}

/** For text and for attributes in double quotes. */
export const escapeHtml = (text: string): string =>
  text
    .replaceAll('\u0000', '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
