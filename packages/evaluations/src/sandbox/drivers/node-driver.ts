/**
 * Runs a JavaScript or TypeScript candidate and its tests, and answers with the nonce if the tests came to their end.
 *
 * The nonce is a constant of a closure in strict code, which JavaScript cannot reach from outside. What could (inspector,
 * heap snapshots, other processes, workers, native code, `process.binding`) is not there: modules come from a short list,
 * `process` is a plain object, Node's permission model is on and SIGUSR1 opens no inspector. Both texts are compiled before
 * either runs. Tests are a strict function, so that its text cannot be read through `caller`, and have an `assert` of their
 * own that the candidate never sees.
 *
 * TypeScript is read by dropping its types: type errors are not looked for.
 *
 * What is left open: prototypes are shared with the tests, which may be changed to please them.
 */
export const nodeDriver = String.raw`'use strict';
(() => {
  const fs = require('node:fs'), vm = require('node:vm'), modules = require('node:module'), load = require
  const { writeSync } = fs
  const leave = process.reallyExit.bind(process)
  const chunks = []
  for (;;) {
    const chunk = Buffer.alloc(65536)
    const size = fs.readSync(3, chunk, 0, chunk.length, null)
    if (size === 0) break
    chunks.push(chunk.subarray(0, size))
  }
  const payload = JSON.parse(Buffer.concat(chunks).toString('utf8'))
  const answer = Buffer.from('T' + payload.nonce + '\n')
  const fail = (error) => {
    let reason = 'an error that cannot be shown'
    try { reason = String(error && error.name) + ': ' + String(error && error.message).slice(0, 400) } catch {}
    try { writeSync(3, (/^RangeError: .*allocat/.test(reason) ? 'Foom ' : 'Ffail ') + reason) } catch {}
    leave(0)
  }
  const read = (source) => {
    if (!payload.typescript) return source
    try { return modules.stripTypeScriptTypes(source) } catch {
      return modules.stripTypeScriptTypes(source, { mode: 'transform' })
    }
  }
  // functions are copied, so that changing one's properties changes nobody else's
  const copyOf = (value) => {
    const copy = typeof value === 'function' ? (...given) => value(...given) : {}
    for (const key of Object.keys(value)) if (key !== 'strict') copy[key] = value[key]
    copy.strict = copy
    return copy
  }
  const createRequire = () => {
    const assert = copyOf(load('node:assert'))
    assert.strict = copyOf(load('node:assert').strict)
    const known = new Map([['assert', assert], ['assert/strict', assert.strict]])
    const names = ['buffer', 'crypto', 'events', 'os', 'path', 'perf_hooks', 'querystring', 'stream', 'string_decoder',
      'timers', 'url', 'util', 'fs']
    const has = Map.prototype.has.bind(known), get = Map.prototype.get.bind(known)
    const open = new Set(names), allowed = Set.prototype.has.bind(open)
    return (name) => {
      const plain = typeof name === 'string' && name.startsWith('node:') ? name.slice(5) : name
      if (has(plain)) return get(plain)
      if (allowed(plain)) return load(plain)
      throw new Error('module not available here: ' + String(name))
    }
  }
  process.noDeprecation = true
  const quiet = process.emitWarning
  process.emitWarning = () => {}
  let candidate, tests
  const testRequire = createRequire()
  try {
    candidate = new vm.Script(read(payload.program), { filename: 'candidate.js' })
    tests = vm.compileFunction("'use strict';" + read(payload.tests), ['require', 'module', 'exports'], { filename: 'tests.js' })
  } catch (error) { writeSync(3, 'R\n'); return fail(error) }
  process.emitWarning = quiet
  const { stdout, stderr, platform, arch, version, versions } = process
  const plainProcess = {
    argv: ['node', 'candidate.js'], env: {}, execArgv: [], platform, arch, version, versions, pid: 2, exitCode: undefined,
    stdout: { write: (text) => stdout.write(String(text)), isTTY: false }, stderr: { write: (text) => stderr.write(String(text)) },
    exit: () => leave(0), cwd: () => '/tmp', uptime: () => performance.now() / 1000, on() { return this }, once() { return this },
    nextTick: (task, ...given) => queueMicrotask(() => task(...given)), hrtime: process.hrtime, memoryUsage: process.memoryUsage,
  }
  const module_ = { exports: {} }
  // code given by -e finds every module of Node as a global
  const kept = new Set(['console', 'process', 'crypto'])
  for (const name of [...modules.builtinModules, 'require', 'module', 'exports', '__filename', '__dirname'])
    if (!kept.has(name)) delete globalThis[name]
  for (const name of modules.builtinModules) if (!kept.has(name) && name in globalThis) throw new Error(name + ' is in reach')
  for (const [name, value] of Object.entries({ process: plainProcess, require: createRequire(), module: module_, exports: module_.exports }))
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false })
  payload.nonce = payload.tests = ''
  writeSync(3, 'R\n')
  try {
    candidate.runInThisContext()
    tests(testRequire, { exports: {} }, {})
  } catch (error) { return fail(error) }
  writeSync(3, answer)
  leave(0)
})()
`
