/** For tests of components: axe without the rules that need layout, which jsdom has not. */
import axe from 'axe-core'

/** Ids of violated rules, with the elements; `[]` is what a test expects. */
export async function findViolations(element: Element = document.body): Promise<string[]> {
  const result = await axe.run(element, { rules: { 'color-contrast': { enabled: false }, region: { enabled: false } } })
  return result.violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html).join(' ')}`)
}
