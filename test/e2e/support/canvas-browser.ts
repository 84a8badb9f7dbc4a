/** What the walk over the canvas asks of a browser that Playwright does not drive as it is installed. */

export interface Browser {
  goto: (url: string) => Promise<void>
  /** The value of an expression in the page. */
  evaluate: (expression: string) => Promise<unknown>
  drag: (from: Point, to: Point) => Promise<void>
  click: (at: Point) => Promise<void>
  /** `Control+z`, or one key. */
  press: (keys: string) => Promise<void>
  /** Letters, one after the other. */
  type: (text: string) => Promise<void>
  /** Errors the page logged so far. */
  errors: () => Promise<string[]>
  /** A PNG. */
  screenshot: () => Promise<Buffer>
  close: () => Promise<void>
}

export interface Point {
  x: number
  y: number
}

/** WebDriver's code points for keys without a letter. */
const KEYS: Readonly<Record<string, string>> = {
  Control: '\uE009',
  Enter: '\uE007',
  Escape: '\uE00C',
  Delete: '\uE017',
}

/** Key actions of WebDriver for `Control+z`: down in order, up in the other. */
export function toKeyDowns(keys: string): object[] {
  const values = keys.split('+').map((key) => KEYS[key] ?? key)
  return [
    ...values.map((value) => ({ type: 'keyDown', value })),
    ...values.toReversed().map((value) => ({ type: 'keyUp', value })),
  ]
}

export const letters = (text: string): object[] =>
  [...text].flatMap((value) => [
    { type: 'keyDown', value },
    { type: 'keyUp', value },
  ])
