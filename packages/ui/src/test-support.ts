/** For tests of components: axe without the rules that need layout, and the sizes that jsdom has not. */
import axe from 'axe-core'

/** Ids of violated rules, with the elements; `[]` is what a test expects. */
export async function findViolations(element: Element = document.body): Promise<string[]> {
  const result = await axe.run(element, { rules: { 'color-contrast': { enabled: false }, region: { enabled: false } } })
  return result.violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html).join(' ')}`)
}

export interface LayoutSize {
  width: number
  height: number
  scrollHeight: number
}

/** Gives every element one size, and lets `scrollTo` work, so that virtual lists and Radix measure something. */
export function stubLayout(
  { width, height, scrollHeight }: LayoutSize = { width: 300, height: 264, scrollHeight: 264 },
): void {
  const sizes = { offsetWidth: width, offsetHeight: height, clientWidth: width, clientHeight: height, scrollHeight }
  for (const [name, value] of Object.entries(sizes)) {
    Object.defineProperty(HTMLElement.prototype, name, { configurable: true, get: () => value })
  }
  globalThis.ResizeObserver = class {
    observe(): void {}
    unobserve(): void {}
    disconnect(): void {}
  }
  Element.prototype.hasPointerCapture = () => false
  Element.prototype.scrollIntoView = () => {}
  Element.prototype.scrollTo = function scrollTo(this: Element, options?: ScrollToOptions | number): void {
    this.scrollTop = typeof options === 'object' ? (options.top ?? 0) : 0
    this.dispatchEvent(new Event('scroll'))
  }
}
