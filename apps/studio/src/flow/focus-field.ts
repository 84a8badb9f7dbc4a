/** Focus for the control of a field in the panel that is about to open. */
const FRAMES = 120

export function focusFieldSoon(label: string, frames: number = FRAMES): void {
  requestAnimationFrame(() => {
    const control = findControl(label)
    if (control) {
      control.scrollIntoView({ block: 'center' })
      control.focus({ preventScroll: true })
    } else if (frames > 0) focusFieldSoon(label, frames - 1)
  })
}

/** Fields tie label and control together by id (a group by `aria-labelledby`). */
function findControl(text: string): HTMLElement | undefined {
  for (const label of document.querySelectorAll<HTMLElement>('.es-drawer .ev-field-head > [id]')) {
    if (!label.textContent.startsWith(text)) continue
    const control =
      label instanceof HTMLLabelElement
        ? document.getElementById(label.htmlFor)
        : document.querySelector<HTMLElement>(`[aria-labelledby="${CSS.escape(label.id)}"]`)
    if (control?.matches('input, textarea, select, button, [tabindex]')) return control
    const inner = (control ?? label.closest('.ev-field'))?.querySelector<HTMLElement>('input, textarea, select, button')
    if (inner) return inner
  }
  return undefined
}
