/**
 * A regular expression that a stranger wrote, safe to run: by RE2 (time linear in the text) wherever RE2 can say the same,
 * else by V8 with a deadline. Matches, groups and order are those of Python's `re` in both.
 *
 * It is a RegExp whose `exec` is replaced, so `matchAll`, `replace` and `test` are bounded too. What needs the deadline:
 * look-around and back references; `\b` on text that is not ASCII; `$` on text that ends in a newline; counts over 1000.
 */
import vm from 'node:vm'
import { type Matcher, RE2JS } from 're2js'
import { evaluationErrors } from '../errors.ts'
import { type LinearSource, toLinearSource } from './linear-source.ts'

/** Processor time of one search that RE2 cannot make; the event loop stands still for as long. */
export const MATCH_TIME_MS = 250

interface Linear extends Omit<LinearSource, 'source'> {
  engine: RE2JS
  names: readonly (readonly [name: string, group: number])[]
}

/** `pattern` is what `toRegExp` of `metrics` gave; its flags are kept. */
export const boundRegExp = (pattern: RegExp): RegExp => new BoundedRegExp(pattern)

/** How a search of `text` would be bounded. */
export const boundOf = (pattern: RegExp, text: string): 'linear' | 'deadline' =>
  pattern instanceof BoundedRegExp && pattern.runsLinear(text) ? 'linear' : 'deadline'

class BoundedRegExp extends RegExp {
  private readonly linear: Linear | undefined
  private last: { text: string; matcher: Matcher } | undefined

  // `flags` is given by matchAll and split, which make a copy
  constructor(pattern: RegExp, flags = pattern.flags) {
    super(pattern, flags)
    this.linear = pattern instanceof BoundedRegExp && flags === pattern.flags ? pattern.linear : toLinear(this)
  }

  runsLinear(text: string): boolean {
    if (this.linear === undefined || this.sticky) return false
    if (this.linear.noFinalNewline && text.endsWith('\n')) return false
    // eslint-disable-next-line no-control-regex
    return !this.linear.onlyAscii || /^[\x00-\x7f]*$/.test(text)
  }

  /** @throws EvaluationError `template_limit` if V8 did not end in time */
  override exec(text: string): RegExpExecArray | null {
    if (this.linear === undefined || !this.runsLinear(text)) return withDeadline(this.source, () => super.exec(text))
    if (this.last?.text !== text) this.last = { text, matcher: this.linear.engine.matcher(text) }
    const { matcher } = this.last
    const from = this.global ? this.lastIndex : 0
    const found = from <= text.length && matcher.find(from)
    if (this.global) this.lastIndex = found ? matcher.end() : 0
    return found ? toMatch(matcher, text, this.linear, this.hasIndices) : null
  }
}

function toLinear(pattern: RegExp): Linear | undefined {
  const written = toLinearSource(pattern)
  if (written === undefined) return undefined
  try {
    const engine = RE2JS.compile(written.source)
    const names = Object.entries(engine.namedGroups() as Record<string, number>)
    return { ...written, engine, names }
  } catch {
    // what RE2 refuses beyond that (a count over 1000, a class of Unicode it does not know) runs with the deadline
    return undefined
  }
}

function toMatch(matcher: Matcher, text: string, { names }: Linear, hasIndices: boolean): RegExpExecArray {
  const spans = Array.from({ length: matcher.groupCount() + 1 }, (_, group): [number, number] | undefined =>
    matcher.start(group) < 0 ? undefined : [matcher.start(group), matcher.end(group)],
  )
  const texts = spans.map((span) => (span === undefined ? undefined : text.slice(...span)))
  const named = <T>(values: readonly T[]) =>
    names.length === 0 ? undefined : Object.fromEntries(names.map(([name, group]) => [name, values[group]]))
  // RegExpExecArray calls its groups text, though a group that took no part is undefined in JavaScript as here
  const match = Object.assign(texts, { index: matcher.start(), input: text, groups: named(texts) })
  if (hasIndices) Object.assign(match, { indices: Object.assign(spans, { groups: named(spans) }) })
  return match as unknown as RegExpExecArray
}

const sandbox = vm.createContext(Object.create(null) as Record<string, unknown>)
const runTask = new vm.Script('task()')

/**
 * The deadline is of this thread's own processor time: on a busy machine the clock runs and the search does not, and a row
 * must not fail for that. V8 knows the clock only, so a search that was cut short of its time is made again, for longer.
 */
function withDeadline<T>(source: string, task: () => T): T {
  const started = process.threadCpuUsage()
  for (let timeout = MATCH_TIME_MS; ; timeout *= 2) {
    const ended = tryWithin(timeout, task)
    if (ended !== TIMED_OUT) return ended
    const { user, system } = process.threadCpuUsage(started)
    if (user + system >= MATCH_TIME_MS * 1000) throw evaluationErrors.patternSlow(source, MATCH_TIME_MS)
  }
}

const TIMED_OUT = Symbol('timed out')

function tryWithin<T>(timeout: number, task: () => T): T | typeof TIMED_OUT {
  sandbox['task'] = task
  try {
    // V8 checks the deadline inside backtracking too, which nothing on this thread could interrupt otherwise
    return runTask.runInContext(sandbox, { timeout }) as T
  } catch (error) {
    // no instanceof: the error may be of the sandbox's realm
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT')
      return TIMED_OUT
    throw error
  } finally {
    sandbox['task'] = undefined
  }
}
