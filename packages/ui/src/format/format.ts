/** Numbers, sizes, durations and times as a reader writes them. All pure; the language defaults to the chosen one. */
import { numberFormat } from '../i18n/formatters.ts'
import { getLanguage, type Language } from '../i18n/i18n.ts'

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const
const RELATIVE_STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['week', 7 * 86_400],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
]

/** `1318` → `1,318`; `digits` fixes the decimals. */
export function formatNumber(value: number, digits?: number, language: Language = getLanguage()): string {
  return numberFormat(language, { digits }).format(value)
}

/** `0.864` → `86 %`. */
export function formatPercent(fraction: number, digits = 0, language: Language = getLanguage()): string {
  return `${formatNumber(fraction * 100, digits, language)} %`
}

/** Decimal units (1 kB = 1000 B), three significant figures: `412 kB`, `1.32 MB`. */
export function formatBytes(sizeBytes: number, language: Language = getLanguage()): string {
  const step = sizeBytes < 1 ? 0 : Math.min(Math.floor(Math.log10(sizeBytes) / 3), BYTE_UNITS.length - 1)
  const value = sizeBytes / 1000 ** step
  return `${numberFormat(language, { significant: 3 }).format(value)} ${BYTE_UNITS[step] ?? 'B'}`
}

/** `480` → `0.48 s`; `192_000` → `3 m 12 s`; `7_260_000` → `2 h 1 m`. */
export function formatDuration(durationMs: number, language: Language = getLanguage()): string {
  const seconds = durationMs / 1000
  if (seconds < 10) return `${formatNumber(seconds, 2, language)} s`
  if (seconds < 60) return `${formatNumber(seconds, 0, language)} s`
  const whole = Math.round(seconds)
  if (whole < 3600) return `${Math.floor(whole / 60)} m ${whole % 60} s`
  return `${formatNumber(Math.floor(whole / 3600), 0, language)} h ${Math.floor((whole % 3600) / 60)} m`
}

/** `2 days ago`, `now`; show `formatDateTime` on hover. */
export function formatRelativeTime(
  at: Date | string,
  now: Date = new Date(),
  language: Language = getLanguage(),
): string {
  const seconds = Math.round((new Date(at).getTime() - now.getTime()) / 1000)
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
  for (const [unit, size] of RELATIVE_STEPS) {
    if (Math.abs(seconds) >= size) return format.format(Math.trunc(seconds / size), unit)
  }
  return Math.abs(seconds) < 5 ? format.format(0, 'second') : format.format(seconds, 'second')
}

/** The exact local time, for hover and tables. */
export function formatDateTime(at: Date | string, language: Language = getLanguage()): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' }).format(new Date(at))
}

/** `0.447 ± 0.018` where both sides are as wide to the digits shown; else `0.000 [0.000, 0.490]`, as Wilson's are. */
export function formatScore(
  value: number,
  interval?: { low: number; high: number },
  language: Language = getLanguage(),
): string {
  const show = (figure: number) => formatNumber(figure, 3, language)
  if (!interval) return show(value)
  const [below, above] = [show(value - interval.low), show(interval.high - value)]
  return below === above
    ? `${show(value)} ± ${above}`
    : `${show(value)} [${show(interval.low)}${language === 'de' ? ';' : ','} ${show(interval.high)}]`
}
