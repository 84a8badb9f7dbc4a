/** Times as the hub writes them: `2026-11-21T14:00:00.000Z`. */
export function toHubTime(date: Date): string {
  return date.toISOString()
}
