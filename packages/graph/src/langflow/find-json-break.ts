/** Where a text stops being JSON. The engines' own messages give the place in different words, or not at all. */

export interface JsonBreak {
  /** From 1, as editors count. */
  line: number
  column: number
  /** What stands there, or `the end of the file`. */
  found: string
  expected: string
}

type State = 'value' | 'value or ]' | 'key or }' | 'key' | 'colon' | 'comma or }' | 'comma or ]' | 'end'

const WORDS: Readonly<Record<State, string>> = {
  value: 'a value',
  'value or ]': 'a value or "]"',
  'key or }': 'a name in double quotes or "}"',
  key: 'a name in double quotes',
  colon: '":"',
  'comma or }': '"," or "}"',
  'comma or ]': '"," or "]"',
  end: 'the end of the file',
}
const SPACE = /[ \t\r\n]*/y
const TOKEN = /[{}[\]:,]|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|(?:true|false|null)(?!\w)/y
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y

/** Undefined if `text` is JSON. */
export function findJsonBreak(text: string): JsonBreak | undefined {
  const open: ('{' | '[')[] = []
  let state: State = 'value'
  let at = 0
  for (;;) {
    at = skip(SPACE, text, at)
    if (at >= text.length && state === 'end') return undefined
    const end = text[at] === '"' ? endOfString(text, at) : skip(TOKEN, text, at)
    const next: State | undefined = end === at ? undefined : step(state, text.slice(at, Math.min(end, at + 1)), open)
    if (next === undefined) return describe(text, at, WORDS[state])
    state = next
    at = end
  }
}

/** The state after a token (its first character tells its kind); undefined if it may not stand there. */
function step(state: State, token: string, open: ('{' | '[')[]): State | undefined {
  const after = (): State => (open.length === 0 ? 'end' : open.at(-1) === '{' ? 'comma or }' : 'comma or ]')
  const close = (): State => (open.pop(), after())
  if (state === 'end') return undefined
  if (state === 'colon') return token === ':' ? 'value' : undefined
  if (state === 'key' || state === 'key or }') {
    if (token === '"') return 'colon'
    return token === '}' && state === 'key or }' ? close() : undefined
  }
  if (state === 'comma or }' || state === 'comma or ]') {
    if (token === ',') return state === 'comma or }' ? 'key' : 'value'
    return token === state.at(-1) ? close() : undefined
  }
  if (token === ']' && state === 'value or ]') return close()
  if (token === '{' || token === '[') {
    open.push(token)
    return token === '{' ? 'key or }' : 'value or ]'
  }
  return '}]:,'.includes(token) ? undefined : after()
}

function describe(text: string, at: number, expected: string): JsonBreak {
  const before = text.slice(0, at).split('\n')
  const found = at >= text.length ? 'the end of the file' : `"${/^\S{1,20}/u.exec(text.slice(at, at + 40))?.[0] ?? ''}"`
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, found, expected }
}

/** Past the closing quote, or `start` if a line break, another control character or an unknown escape breaks it. */
function endOfString(text: string, start: number): number {
  // a loop, since a pattern would keep a way back for every character of a string of megabytes
  for (let at = start + 1; at < text.length;) {
    const code = text.charCodeAt(at)
    if (code === 0x22) return at + 1
    if (code < 0x20) return start
    const next = code === 0x5c ? skip(ESCAPE, text, at) : at + 1
    if (next === at) return start
    at = next
  }
  return start
}

function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  return at + (pattern.exec(text)?.[0].length ?? 0)
}
