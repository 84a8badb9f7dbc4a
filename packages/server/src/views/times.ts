/** Times of the platform have no zone and mean UTC; Studio's end in `Z`. */
export function toIsoTime(time: string): string {
  return /(?:Z|[+-]\d\d:?\d\d)$/.test(time) ? time : `${time.slice(0, 23)}Z`
}
