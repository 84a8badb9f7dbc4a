import { CornerDownLeft } from 'lucide-react'

const ENTER = '↵'
/** A key or chord, in the symbols of the reader's system. */
const SYMBOLS: Record<string, [mac: string, other: string]> = {
  Mod: ['⌘', 'Ctrl'],
  Shift: ['⇧', '⇧'],
  Alt: ['⌥', 'Alt'],
  Enter: [ENTER, ENTER],
  Escape: ['Esc', 'Esc'],
  ArrowUp: ['↑', '↑'],
  ArrowDown: ['↓', '↓'],
  ArrowLeft: ['←', '←'],
  ArrowRight: ['→', '→'],
  Delete: ['⌦', 'Del'],
  Backspace: ['⌫', '⌫'],
  Space: ['Space', 'Space'],
}

export function isMac(): boolean {
  return /mac|iphone|ipad/i.test(globalThis.navigator?.userAgent ?? '')
}

/** `Mod+Shift+Z` → `⌘⇧Z` on a Mac, `Ctrl+⇧+Z` elsewhere. */
export function formatKeys(keys: string, mac: boolean = isMac()): string {
  const parts = keys
    .split('+')
    .map((part) => SYMBOLS[part]?.[mac ? 0 : 1] ?? (part.length === 1 ? part.toUpperCase() : part))
  return parts.join(mac ? '' : '+')
}

/** Enter is drawn: no font of ours has its sign, and that of another is as wide as it likes. */
export function Kbd({ keys }: { keys: string }) {
  const [before, after] = formatKeys(keys).split(ENTER)
  return (
    <kbd className="ev-kbd">
      {before}
      {after !== undefined && (
        <>
          <CornerDownLeft aria-hidden />
          <span className="ev-visually-hidden">Enter</span>
          {after}
        </>
      )}
    </kbd>
  )
}
