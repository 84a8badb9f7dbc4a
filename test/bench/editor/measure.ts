/** Drives one bench page: cold load, then drag, pan and zoom for a while each, counting frames. */
import type { Browser, Page } from 'playwright-core'

export interface Measure {
  readyMs: number
  longestTaskMs: number
  drag: Frames
  pan: Frames
  zoom: Frames
  heapMb: number
  domNodes: number
  /** Of our page alone: milliseconds of script for single steps. */
  costs?: Record<string, number>
}
export interface Frames {
  mean: number
  p95: number
}

const GESTURE_MS = 2000
const STEP_MS = 12
/** Sizes have been taken over, the overview is drawn. */
const SETTLED_MS = 2000

export async function measurePage(browser: Browser, url: string): Promise<Measure> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  try {
    await page.addInitScript(watchTasks)
    await page.goto(url)
    await page.waitForFunction('window.__editorBench?.ready === true', undefined, { timeout: 180_000 })
    const readyMs = await page.evaluate<number>('window.__editorBench.readyAt')
    const longestTaskMs = await page.evaluate<number>('window.__longestTaskMs')
    await page.waitForTimeout(500)
    const dragPoint = await pointOf(page, 'dragPoint')
    const drag = await gesture(page, dragPoint, 'left')
    const panPoint = await pointOf(page, 'panPoint')
    const pan = await gesture(page, panPoint, 'left')
    const zoom = await zoomGesture(page)
    const { heapMb, domNodes } = await memory(page)
    const measure = { readyMs, longestTaskMs, drag, pan, zoom, heapMb, domNodes }
    if (!(await page.evaluate<boolean>('typeof window.__editorBench.steps === "function"'))) return measure
    // a fresh page: after the zoom it shows other nodes, at another size
    await page.reload()
    await page.waitForFunction('window.__editorBench?.ready === true', undefined, { timeout: 180_000 })
    await page.waitForTimeout(SETTLED_MS)
    return { ...measure, costs: await stepCosts(page) }
  } finally {
    await page.close()
  }
}

async function pointOf(page: Page, name: string): Promise<{ x: number; y: number }> {
  return page.evaluate<{ x: number; y: number }>(`window.__editorBench.${name}()`)
}

async function gesture(page: Page, from: { x: number; y: number }, button: 'left'): Promise<Frames> {
  await page.mouse.move(from.x, from.y)
  await page.waitForTimeout(60)
  await page.mouse.down({ button })
  await page.evaluate(startFrames)
  const end = Date.now() + GESTURE_MS
  for (let step = 0; Date.now() < end; step++) {
    await page.mouse.move(from.x + 120 * Math.sin(step / 9), from.y + 80 * Math.cos(step / 9))
    await page.waitForTimeout(STEP_MS)
  }
  const frames = await page.evaluate<number[]>('window.__frames.stop()')
  await page.mouse.up({ button })
  await page.waitForTimeout(200)
  return toFrames(frames)
}

async function zoomGesture(page: Page): Promise<Frames> {
  await page.mouse.move(640, 400)
  await page.evaluate(startFrames)
  const end = Date.now() + GESTURE_MS
  for (let step = 0; Date.now() < end; step++) {
    await page.mouse.wheel(0, step % 40 < 20 ? 24 : -24)
    await page.waitForTimeout(STEP_MS)
  }
  return toFrames(await page.evaluate<number[]>('window.__frames.stop()'))
}

async function memory(page: Page): Promise<{ heapMb: number; domNodes: number }> {
  const client = await page.context().newCDPSession(page)
  await client.send('HeapProfiler.collectGarbage')
  const { usedSize } = await client.send('Runtime.getHeapUsage')
  const domNodes = await page.evaluate<number>('document.querySelectorAll("*").length')
  return { heapMb: usedSize / 1e6, domNodes }
}

const TURNS = 5
/** Longer than the editor gathers what can wait (overview, sizes). */
const REST_MS = 300

/**
 * Medians of the processor time that scripts take for one step, until its second frame. Time of the thread, not of the
 * clock, so that other work on the machine counts less.
 */
async function stepCosts(page: Page): Promise<Record<string, number>> {
  const client = await page.context().newCDPSession(page)
  await client.send('Performance.setTimeDomain', { timeDomain: 'threadTicks' })
  await client.send('Performance.enable')
  const scripted = async () =>
    ((await client.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'ScriptDuration')?.value ?? 0) *
    1000
  await page.evaluate('window.__steps = window.__editorBench.steps()')
  const names = await page.evaluate<string[]>('window.__steps.map(({ name }) => name)')
  const costs: Record<string, number> = {}
  const measure = async (name: string, step: (turn: number) => string, after: string) => {
    const found: number[] = []
    for (let turn = 0; turn < TURNS; turn++) {
      await page.waitForTimeout(REST_MS)
      const before = await scripted()
      await page.evaluate(step(turn))
      await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')
      found.push((await scripted()) - before)
      await page.evaluate(after)
    }
    costs[name] = found.toSorted((a, b) => a - b)[Math.floor(TURNS / 2)] ?? Number.NaN
  }
  for (const [at, name] of names.entries())
    await measure(name, (turn) => `window.__steps[${at}].run(${turn})`, `window.__steps[${at}].after?.()`)
  await measure('save', () => 'window.saveOne()', '1')
  return costs
}

function toFrames(frames: number[]): Frames {
  const sorted = frames.toSorted((a, b) => a - b)
  const mean = frames.reduce((sum, frame) => sum + frame, 0) / Math.max(1, frames.length)
  return { mean, p95: sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN }
}

/** Runs in the page. */
const startFrames = `
  window.__frames = (() => {
    const times = []; let last = performance.now(); let on = true
    const tick = (now) => { times.push(now - last); last = now; if (on) requestAnimationFrame(tick) }
    requestAnimationFrame((now) => { last = now; requestAnimationFrame(tick) })
    return { stop: () => { on = false; return times } }
  })(); undefined`

const watchTasks = `
  window.__longestTaskMs = 0
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.__longestTaskMs = Math.max(window.__longestTaskMs, entry.duration)
  }).observe({ type: 'longtask', buffered: true })`
