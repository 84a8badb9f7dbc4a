/** Chromium for the end-to-end suites: no background network, console errors and foreign requests collected. */
import axe from 'axe-core'
import { type Browser, type Page, chromium } from 'playwright-core'

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ARGS })
}

export interface Watched {
  page: Page
  /** Console errors and uncaught exceptions. */
  errors: string[]
  /** Requests to any other host than the product's. */
  foreign: string[]
}

export async function openPage(
  browser: Browser,
  url: string,
  options: { width?: number; height?: number; theme?: 'light' | 'dark' } = {},
): Promise<Watched> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1280, height: options.height ?? 800 },
    colorScheme: options.theme ?? 'light',
    permissions: ['clipboard-read', 'clipboard-write'],
  })
  const page = await context.newPage()
  const watched: Watched = { page, errors: [], foreign: [] }
  const origin = new URL(url).origin
  page.on('console', (message) => {
    if (message.type() === 'error') watched.errors.push(`${message.text()} ${message.location().url}`)
  })
  page.on('pageerror', (error) => watched.errors.push(error.message))
  page.on('request', (request) => {
    if (/^(https?|wss?):/.test(request.url()) && new URL(request.url()).origin !== origin)
      watched.foreign.push(request.url())
  })
  await page.goto(url)
  return watched
}

/** Serious and critical findings of axe on the page as it is now, one line each. */
export async function seriousFindings(page: Page): Promise<string[]> {
  return toLines((await findingsOf(page)).filter(({ impact }) => impact === 'serious' || impact === 'critical'))
}

/** All findings of axe, of whatever weight. */
export async function allFindings(page: Page): Promise<string[]> {
  return toLines(await findingsOf(page))
}

interface Finding {
  id: string
  impact: string
  help: string
  nodes: string[]
}

async function findingsOf(page: Page): Promise<Finding[]> {
  if (!(await page.evaluate('typeof window.axe !== "undefined"'))) await page.evaluate(axe.source)
  return (await page.evaluate(
    'window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }).then((result) => result.violations.map((v) => ({ id: v.id, impact: v.impact, help: v.help, nodes: v.nodes.map((n) => n.html) })))',
  )) as Finding[]
}

const toLines = (findings: readonly Finding[]): string[] =>
  findings.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.join(' | ')}`)
