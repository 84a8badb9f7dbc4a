/**
 * Reads the Python expressions that models write as calls: `[f(a=1, b=[2.0, 'x']), g.h()]`. Constants, containers, names,
 * attributes, subscripts, calls, unary minus and arithmetic; anything else is a syntax error. Nothing is executed.
 */
import { MetricError } from '../errors.ts'
import type { PyValue } from './python-value.ts'
import { type Token, tokenizePython } from './python-tokens.ts'

export type PyExpression =
  | { readonly kind: 'constant'; readonly value: PyValue }
  | { readonly kind: 'ellipsis' }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'list' | 'tuple' | 'set'; readonly items: readonly PyExpression[] }
  | { readonly kind: 'dict'; readonly entries: readonly (readonly [PyExpression, PyExpression])[] }
  | { readonly kind: 'unary'; readonly operator: string; readonly operand: PyExpression }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: PyExpression; readonly right: PyExpression }
  | { readonly kind: 'attribute'; readonly value: PyExpression; readonly name: string }
  | { readonly kind: 'subscript'; readonly value: PyExpression; readonly index: PyExpression }
  | PyCall

export interface PyCall {
  readonly kind: 'call'
  readonly target: PyExpression
  readonly positional: readonly PyExpression[]
  readonly keywords: readonly (readonly [string, PyExpression])[]
}

/** Brackets within brackets at most, so that a hostile text cannot exhaust the stack. */
const MOST_DEPTH = 100
const CONSTANTS: Readonly<Record<string, PyValue>> = { True: true, False: false, None: null }
const KEYWORDS = new Set(
  'and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield'.split(
    ' ',
  ),
)
/** Binding strength of binary operators. */
const BINARY: Readonly<Record<string, number>> = { '+': 1, '-': 1, '*': 2, '/': 2, '//': 2, '%': 2 }

/** The whole of `text` as one expression, as `ast.parse(text, mode="eval")`. @throws MetricError `python_syntax` */
export function parsePython(text: string): PyExpression {
  const parser = new Parser(tokenizePython(text))
  return parser.whole()
}

class Parser {
  private readonly tokens: readonly Token[]
  private at = 0
  private depth = 0

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens
  }

  whole(): PyExpression {
    const first = this.expression()
    const items = this.isNext(',') ? this.rest(first, () => this.at >= this.tokens.length) : undefined
    if (this.at < this.tokens.length) throw this.fail()
    return items === undefined ? first : { kind: 'tuple', items }
  }

  private expression(): PyExpression {
    if (++this.depth > MOST_DEPTH) throw this.fail('nested too deep')
    const found = this.binary(1)
    this.depth--
    return found
  }

  private binary(strength: number): PyExpression {
    let left = this.unary()
    for (;;) {
      const operator = this.peek()
      const binds = operator === undefined ? undefined : BINARY[operator]
      if (operator === undefined || binds === undefined || binds < strength) return left
      this.at++
      left = { kind: 'binary', operator, left, right: this.binary(binds + 1) }
    }
  }

  private unary(): PyExpression {
    const operator = this.peek()
    if (operator === '-' || operator === '+' || operator === '~') {
      this.at++
      return { kind: 'unary', operator, operand: this.unary() }
    }
    const base = this.postfix()
    if (!this.isNext('**')) return base
    this.at++
    return { kind: 'binary', operator: '**', left: base, right: this.unary() }
  }

  private postfix(): PyExpression {
    let found = this.atom()
    for (;;) {
      if (this.take('.')) found = { kind: 'attribute', value: found, name: this.name() }
      else if (this.take('(')) found = this.call(found)
      else if (this.take('[')) {
        const index = this.expression()
        this.expect(']')
        found = { kind: 'subscript', value: found, index }
      } else return found
    }
  }

  private call(target: PyExpression): PyCall {
    const positional: PyExpression[] = []
    const keywords: [string, PyExpression][] = []
    while (!this.take(')')) {
      const token = this.tokens[this.at]
      if (token?.kind === 'name' && this.tokens[this.at + 1]?.text === '=') {
        const name = this.name()
        // Python refuses a name twice
        if (keywords.some(([known]) => known === name)) throw this.fail(`keyword ${name} twice`)
        this.at++
        keywords.push([name, this.expression()])
      } else if (keywords.length > 0) throw this.fail('a positional argument after a keyword')
      else positional.push(this.expression())
      if (!this.isNext(')')) this.expect(',')
    }
    return { kind: 'call', target, positional, keywords }
  }

  private atom(): PyExpression {
    const token = this.tokens[this.at++]
    if (token === undefined) throw this.fail('the end')
    if (token.kind === 'number') return { kind: 'constant', value: token.value }
    if (token.kind === 'text') {
      let value = token.value
      // texts that stand side by side are one
      for (let next = this.tokens[this.at]; next?.kind === 'text'; next = this.tokens[++this.at]) value += next.value
      return { kind: 'constant', value }
    }
    if (token.kind === 'name') return this.named(token.text)
    if (token.text === '...') return { kind: 'ellipsis' }
    if (token.text === '(') return this.parenthesis()
    if (token.text === '[') return { kind: 'list', items: this.items(']') }
    if (token.text === '{') return this.braces()
    this.at--
    throw this.fail()
  }

  private named(name: string): PyExpression {
    if (Object.hasOwn(CONSTANTS, name)) return { kind: 'constant', value: CONSTANTS[name] ?? null }
    if (!KEYWORDS.has(name)) return { kind: 'name', name }
    this.at--
    throw this.fail()
  }

  private parenthesis(): PyExpression {
    if (this.take(')')) return { kind: 'tuple', items: [] }
    const first = this.expression()
    if (this.take(')')) return first
    return { kind: 'tuple', items: this.rest(first, () => this.take(')')) }
  }

  private items(close: string): PyExpression[] {
    if (this.take(close)) return []
    const first = this.expression()
    return this.take(close) ? [first] : this.rest(first, () => this.take(close))
  }

  /** Items after the first, up to where `isClosed` says so; a comma may stand at the end. */
  private rest(first: PyExpression, isClosed: () => boolean): PyExpression[] {
    const items = [first]
    for (;;) {
      this.expect(',')
      if (isClosed()) return items
      items.push(this.expression())
      if (isClosed()) return items
    }
  }

  private braces(): PyExpression {
    const entries: [PyExpression, PyExpression][] = []
    if (this.take('}')) return { kind: 'dict', entries }
    const first = this.expression()
    if (!this.take(':')) {
      return { kind: 'set', items: this.take('}') ? [first] : this.rest(first, () => this.take('}')) }
    }
    entries.push([first, this.expression()])
    while (!this.take('}')) {
      this.expect(',')
      if (this.take('}')) break
      const key = this.expression()
      this.expect(':')
      entries.push([key, this.expression()])
    }
    return { kind: 'dict', entries }
  }

  private name(): string {
    const token = this.tokens[this.at++]
    if (token?.kind === 'name') return token.text
    this.at--
    throw this.fail()
  }

  /** Operators and brackets alone: a text '(' is no bracket. */
  private peek(): string | undefined {
    const token = this.tokens[this.at]
    return token?.kind === 'sign' ? token.text : undefined
  }

  private readonly isNext = (text: string) => this.peek() === text

  private take(text: string): boolean {
    if (!this.isNext(text)) return false
    this.at++
    return true
  }

  private expect(text: string): void {
    if (!this.take(text)) throw this.fail(undefined, text)
  }

  private fail(found?: string, expected?: string): MetricError {
    const said = found ?? this.tokens[this.at]?.text ?? 'the end'
    return new MetricError(
      'python_syntax',
      `Not a Python call: found ${said}${expected ? `, expected ${expected}` : ''}.`,
    )
  }
}
