/**
 * Renders every story in both themes: no error, no serious finding of axe, and the same picture as before.
 *
 * `node stories/run.ts [part of a story's id…]` tests; with `--update` it writes the pictures anew. The build is made first
 * (`--no-build` takes the one that is there). Prints `N passed, M failed`.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { extname, join, normalize } from 'node:path'
import type { AddressInfo } from 'node:net'
import pixelmatch from 'pixelmatch'
import type { Browser, Page, Request } from 'playwright-core'
import { PNG } from 'pngjs'
import { launchBrowser, seriousFindings } from '../test/e2e/support/browser.ts'

const DIST = join(import.meta.dirname, 'dist')
const PICTURES = join(import.meta.dirname, 'pictures')
const THEMES = ['light', 'dark'] as const
const VIEWPORT = { width: 960, height: 900 }
/** Stories tell times relative to now. */
const NOW = new Date('2026-06-01T12:00:00Z')
/** Share of pixels that may differ: another rounding of a letter's edge, not another letter. */
const TOLERANCE = 0.002
/** The same, where this browser draws letters otherwise than the one that made the pictures. */
const LOOSE_TOLERANCE = 0.06
const TIMEOUT_MS = 20_000
const STORIES_PER_PAGE = 30
const SETTLE_MS = 6_000
const SETTLE_STEP_MS = 250

const args = process.argv.slice(2)
const update = args.includes('--update')
const wanted = args.filter((arg) => !arg.startsWith('--'))

if (!args.includes('--no-build')) build()
const site = await serve(DIST)
const browser: Browser = await launchBrowser()
const failures: string[] = []
const tolerance = await chooseTolerance()
let passed = 0
try {
  const index = JSON.parse(readFileSync(join(DIST, 'index.json'), 'utf8')) as {
    entries: Record<string, { type: string }>
  }
  const ids = Object.keys(index.entries).filter((id) => index.entries[id]?.type === 'story')
  const chosen = ids.filter((id) => wanted.length === 0 || wanted.some((part) => id.includes(part)))
  await Promise.all(
    THEMES.map(async (theme) => {
      // a page that has shown hundreds of stories holds gigabytes, and loses frames
      for (let from = 0; from < chosen.length; from += STORIES_PER_PAGE)
        await testStories(theme, chosen.slice(from, from + STORIES_PER_PAGE))
    }),
  )
  if (wanted.length === 0) removeOrphans(ids)
} finally {
  await browser.close()
  site.close()
}
for (const failure of failures) console.error(`FAIL ${failure}`)
console.log(`${passed} passed, ${failures.length} failed`)
process.exit(failures.length > 0 ? 1 : 0)

function build(): void {
  const bin = join(import.meta.dirname, 'node_modules/.bin/storybook')
  const { status, stdout, stderr } = spawnSync(
    bin,
    ['build', '--output-dir', 'dist', '--disable-telemetry', '--quiet'],
    {
      cwd: import.meta.dirname,
      encoding: 'utf8',
      env: { ...process.env, NODE_ENV: 'production' },
    },
  )
  if (status !== 0) throw new Error(`Storybook was not built:\n${stdout}\n${stderr}`)
}

async function testStories(theme: (typeof THEMES)[number], ids: readonly string[]): Promise<void> {
  const context = await browser.newContext({ viewport: VIEWPORT, colorScheme: theme, reducedMotion: 'reduce' })
  const page = await context.newPage()
  await page.clock.setFixedTime(NOW)
  const errors: string[] = []
  const open = new Set<Request>()
  page.on('request', (request) => open.add(request))
  for (const event of ['requestfinished', 'requestfailed'] as const)
    page.on(event as 'requestfinished', (request) => open.delete(request))
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (message) => {
    // browsers ask for an icon that a static build does not have
    if (message.type() === 'error' && !/\/favicon\.\w+$/.test(message.location().url)) errors.push(message.text())
  })
  for (const id of ids) {
    const look = async () => {
      errors.length = 0
      const problems = await testStory(page, id, theme, () => open.size === 0).catch((error: unknown) => [
        String(error),
      ])
      return [...errors, ...problems]
    }
    let all = await look()
    // an overlay that is not in the picture though it is in the page was seen once in hundreds: loaded anew, it must be right
    if (all.length > 0 && !update) all = await look()
    if (all.length === 0) passed += 1
    else failures.push(`${id} (${theme}): ${all.join('; ').slice(0, 1500)}`)
  }
  await context.close()
}

async function testStory(page: Page, id: string, theme: string, isIdle: () => boolean): Promise<string[]> {
  await page.goto(`${site.url}/iframe.html?viewMode=story&id=${id}&globals=theme:${theme}`)
  // Storybook hides its spinner when the story and its play function have ended, and shows its own page when they failed
  await page.waitForFunction(
    'window.__storyEnded !== undefined || document.body.matches(".sb-show-errordisplay, .sb-show-nopreview")',
    undefined,
    { timeout: TIMEOUT_MS },
  )
  const failed = await page.evaluate(
    'document.body.matches(".sb-show-errordisplay, .sb-show-nopreview") ? document.body.innerText.slice(0, 600) : window.__storyEnded',
  )
  if (failed) return [String(failed)]
  // parts that are loaded on demand
  for (const until = Date.now() + SETTLE_MS; !isIdle() && Date.now() < until;) await page.waitForTimeout(20)
  await page.evaluate('document.fonts.ready')
  // a skeleton shows only after a moment; a picture without it would be of another state
  await page.waitForFunction(
    '[...document.querySelectorAll("[role=status][aria-busy]")].every((status) => status.childElementCount > 0)',
    undefined,
    { timeout: TIMEOUT_MS },
  )
  const findings = await seriousFindings(page)
  return [...findings, ...(await comparePicture(page, join(PICTURES, theme, `${id}.png`)))]
}

/** A story may still be drawing when it counts as ended, so what differs is looked at again for a while. */
async function comparePicture(page: Page, file: string): Promise<string[]> {
  if (update) {
    mkdirSync(join(file, '..'), { recursive: true })
    writeFileSync(file, await settledPicture(page))
    return []
  }
  if (!existsSync(file)) return ['has no picture yet: look at it, then run with --update']
  const was = readFileSync(file)
  for (const until = Date.now() + SETTLE_MS; ; await page.waitForTimeout(SETTLE_STEP_MS)) {
    const is = await takePicture(page)
    const difference = describeDifference(was, is)
    if (difference === undefined) return []
    if (Date.now() > until) return [`${difference}; ${keep(file, is)}`]
  }
}

function describeDifference(before: Buffer, after: Buffer): string | undefined {
  const was = PNG.sync.read(before)
  const is = PNG.sync.read(after)
  if (was.width !== is.width || was.height !== is.height)
    return `is ${is.width}×${is.height}, was ${was.width}×${was.height} pixels`
  const different = pixelmatch(was.data, is.data, undefined, is.width, is.height, { threshold: 0.1 })
  const share = different / (is.width * is.height)
  return share > tolerance ? `differs in ${different} pixels (${(share * 100).toFixed(2)} %)` : undefined
}

/** The picture after which nothing changes any more. */
async function settledPicture(page: Page): Promise<Buffer> {
  let last = await takePicture(page)
  for (const until = Date.now() + SETTLE_MS; Date.now() < until;) {
    await page.waitForTimeout(SETTLE_STEP_MS)
    const next = await takePicture(page)
    if (next.equals(last)) return next
    last = next
  }
  return last
}

async function takePicture(page: Page): Promise<Buffer> {
  return page.screenshot({ animations: 'disabled', caret: 'hide', clip: await contentBox(page) })
}

/**
 * Letters differ between versions of browser and font library, and no story is at fault. A picture of letters alone, kept
 * beside the others, tells.
 */
async function chooseTolerance(): Promise<number> {
  const page = await browser.newPage({ viewport: { width: 320, height: 60 } })
  await page.setContent('<p style="font: 15px sans-serif">Evaluation: 0.425 [0.285, 0.578] ÄÖÜß</p>')
  const letters = createHash('sha256')
    .update(await page.screenshot())
    .digest('hex')
  await page.close()
  const file = join(PICTURES, 'letters.json')
  if (update) writeFileSync(file, `${JSON.stringify({ browser: browser.version(), letters }, null, 2)}\n`)
  const made = JSON.parse(readFileSync(file, 'utf8')) as { browser: string; letters: string }
  if (made.letters === letters) return TOLERANCE
  console.log(
    `Browser ${browser.version()} draws letters otherwise than ${made.browser}, which made the pictures: ${LOOSE_TOLERANCE * 100} % may differ.`,
  )
  return LOOSE_TOLERANCE
}

/** What the story draws, portals too, so that a picture is no larger than what it shows; of a canvas, the node alone. */
async function contentBox(page: Page): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = (await page.evaluate(`(() => {
    const node = document.querySelector('.react-flow__node')
    const parts = node ? [node] : document.querySelectorAll('#storybook-root *, body > [data-radix-portal] *, body > [data-radix-popper-content-wrapper] *, [data-sonner-toast], [role=dialog], [role=alertdialog], [role=menu]')
    const boxes = [...parts].map((part) => part.getBoundingClientRect()).filter((box) => box.width > 0 && box.height > 0)
    return {
      left: node ? Math.min(...boxes.map((box) => box.left)) - 16 : 0,
      top: node ? Math.min(...boxes.map((box) => box.top)) - 16 : 0,
      right: Math.max(16, ...boxes.map((box) => box.right)) + 8,
      bottom: Math.max(16, ...boxes.map((box) => box.bottom)) + 8,
    }
  })()`)) as { left: number; top: number; right: number; bottom: number }
  const x = Math.max(0, Math.floor(box.left))
  const y = Math.max(0, Math.floor(box.top))
  return {
    x,
    y,
    width: Math.min(VIEWPORT.width, Math.ceil(box.right)) - x,
    height: Math.min(VIEWPORT.height, Math.ceil(box.bottom)) - y,
  }
}

/** Where to look at what was drawn instead. */
function keep(file: string, found: Buffer): string {
  const copy = join(mkdtempSync(join(tmpdir(), 'evalflow-story-')), file.split('/').slice(-2).join('-'))
  writeFileSync(copy, found)
  return `now: ${copy}`
}

function removeOrphans(ids: readonly string[]): void {
  for (const theme of THEMES) {
    const folder = join(PICTURES, theme)
    if (!existsSync(folder)) continue
    const orphans = readdirSync(folder).filter((name) => !ids.includes(name.replace(/\.png$/, '')))
    for (const name of orphans) {
      if (update) rmSync(join(folder, name))
      else failures.push(`${theme}/${name} belongs to no story: run with --update`)
    }
  }
}

/** Files of a folder over HTTP, which module scripts need. */
async function serve(folder: string): Promise<{ url: string; close: () => void }> {
  const types: Record<string, string> = {
    '.html': 'text/html',
    '.js': 'text/javascript',
    '.css': 'text/css',
    '.svg': 'image/svg+xml',
    '.json': 'application/json',
    '.woff2': 'font/woff2',
  }
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname))
    const file = join(folder, path)
    if (!existsSync(file) || !extname(file)) return void response.writeHead(404).end()
    response
      .writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' })
      .end(readFileSync(file))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() }
}
