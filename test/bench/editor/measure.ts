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
  /** Of our page alone: what single steps cost, in ms. */
  costs?: Record<string, number>
}
export interface Frames {
  mean: number
  p95: number
}

const GESTURE_MS = 2000
const STEP_MS = 12

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
    if (!(await page.evaluate<boolean>('typeof window.__editorBench.costs === "function"'))) return measure
    const costs = await page.evaluate<Record<string, number>>('window.__editorBench.costs()')
    return { ...measure, costs: { ...costs, save: await page.evaluate<number>('window.measureSave()') } }
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
