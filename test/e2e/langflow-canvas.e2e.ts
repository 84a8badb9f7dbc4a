/**
 * What there is to beat in today's Langflow, line by line, each a test that names its number: what is drawn, and the hand on it: lines 1, 2, 9, 12, 13, 14, 16, 17.
 *
 * Times are not asserted here, since machines differ; `test/bench/editor` and `test/bench/studio` measure them. What makes
 * them good is: how much is drawn, sent, asked for. Where another suite proves a line in depth, that suite is named.
 */
import type { Request } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { ask } from './support/api.ts'
import { allFindings } from './support/browser.ts'
import { createFlow, toFlow } from './support/flows.ts'
import { pause } from './support/product.ts'
import {
  bench,
  centerOf,
  dot,
  drag,
  node,
  open,
  openFlow,
  PAGE_MS,
  product,
  ROWS,
  until,
  untilSaved,
  useStage,
} from './support/stage.ts'

describe('the canvas', () => {
  it('1. draws what is on screen and no more, so that 1,000 nodes with fields cost what 100 do', async () => {
    const counts: Record<number, { elements: number; mounted: number; asked: number }> = {}
    for (const size of [100, 500, 1000]) {
      const page = await bench(size)
      expect(
        await page.evaluate('[window.__editorBench.nodes, window.__editorBench.edges > window.__editorBench.nodes]'),
      ).toEqual([size, true])
      counts[size] = await page.evaluate(() => ({
        elements: document.querySelectorAll('*').length,
        mounted: document.querySelectorAll('.ef-node').length,
        asked: performance.getEntriesByType('resource').filter(({ name }) => new URL(name).pathname.startsWith('/api'))
          .length,
      }))
      await page.context().close()
    }
    process.stdout.write(`line 1: ${JSON.stringify(counts)}\n`)
    const [small, large] = [counts[100], counts[1000]]
    expect(large?.mounted).toBeGreaterThan(5)
    expect(large?.elements).toBeLessThan(1.2 * (small?.elements ?? 0))
    expect(Object.values(counts).map(({ asked }) => asked)).toEqual([0, 0, 0])
  })

  it('2. moves one node among 500 by changing that node alone, in the page and in the document', async () => {
    const page = await bench(500)
    const from = await page.evaluate<{ x: number; y: number; node: string }>('window.__editorBench.dragPoint()')
    await page.evaluate(`(() => {
      window.before = window.__editorBench.store.getState().flow
      window.moved = new Set()
      new MutationObserver((list) => {
        for (const { target } of list) {
          const id = target instanceof Element && target.classList.contains('react-flow__node') && target.getAttribute('data-id')
          if (id) window.moved.add(id)
        }
      }).observe(document.body, { attributes: true, attributeFilter: ['style'], subtree: true })
    })()`)

    await drag(page, from, { x: from.x + 120, y: from.y + 60 })

    await until(page, 'window.__editorBench.store.getState().flow !== window.before')
    expect(await page.evaluate('[...window.moved]')).toEqual([from.node])
    expect(
      await page.evaluate(`(() => {
        const { flow } = window.__editorBench.store.getState()
        const changed = Object.keys(flow.layout.nodes).filter((id) => flow.layout.nodes[id] !== window.before.layout.nodes[id])
        return [changed, flow.nodes === window.before.nodes, flow.edges === window.before.edges]
      })()`),
    ).toEqual([[from.node], true, true])
  })

  it('9. sends less than 1 kB for moving one node of 1,000, and asks nothing while nobody does anything', async () => {
    const nodes = Object.fromEntries(
      Array.from({ length: 1000 }, (_, i) => [
        `n${i}`,
        { id: `n${i}`, type: 'note', version: 1, values: { text: `Note ${i}` } },
      ]),
    )
    const places = Object.fromEntries(
      Object.keys(nodes).map((id, i) => [id, { x: (i % 40) * 300, y: Math.floor(i / 40) * 200 }]),
    )
    const id = await createFlow(product.url, {
      ...toFlow('thousand', ROWS, {}),
      nodes,
      edges: {},
      layout: { nodes: places },
    })
    const page = await open(`/flows/${id}`)
    await untilSaved(page)
    await page.getByLabel(/^Zoom/).click()
    const first = page.locator('.react-flow__node').first()
    await first.waitFor()
    const sent: Request[] = []
    page.on('request', (request) => sent.push(request))
    const from = await centerOf(first)
    await drag(page, { x: from.x, y: from.y - 30 }, { x: from.x + 90, y: from.y + 40 })
    await expect.poll(() => sent.filter((request) => request.method() === 'PATCH').length, { timeout: PAGE_MS }).toBe(1)

    const bytes = sent.find((request) => request.method() === 'PATCH')?.postData()?.length ?? 0
    process.stdout.write(`line 9: ${bytes} bytes for moving one node of 1,000\n`)
    expect(bytes).toBeGreaterThan(20)
    expect(bytes).toBeLessThan(1000)
    await untilSaved(page)
    sent.length = 0
    await pause(4000)
    expect(sent.map((request) => request.url())).toEqual([])
  })

  it('16. fits the whole graph at 10,000 nodes beside the floating bars, has an overview, and opens readable', async () => {
    const far = await bench(10_000)
    await far.mouse.click(5, 5)
    await far.keyboard.press('f')
    const shown = await far.evaluate<{ x: number; y: number; zoom: number }>('window.__editorBench.viewport()')
    const corners = await far.evaluate<{ x: number; y: number }[]>(`(() => {
      const places = Object.values(window.__editorBench.store.getState().flow.layout.nodes)
      const xs = places.map(({ x }) => x), ys = places.map(({ y }) => y)
      return [{ x: Math.min(...xs), y: Math.min(...ys) }, { x: Math.max(...xs) + 268, y: Math.max(...ys) + 300 }]
    })()`)
    const [topLeft, bottomRight] = corners.map(({ x, y }) => ({
      x: x * shown.zoom + shown.x,
      y: y * shown.zoom + shown.y,
    }))
    const bars = await far.locator('.ef-bars').boundingBox()
    expect(Math.min(topLeft?.x ?? -1, topLeft?.y ?? -1)).toBeGreaterThanOrEqual(0)
    expect(bottomRight?.x).toBeLessThanOrEqual(1280)
    expect(bottomRight?.y).toBeLessThanOrEqual(bars?.y ?? 0)
    await far.getByRole('img', { name: 'Overview of the flow' }).waitFor()
    await far.context().close()

    const flows = await ask<{ data: { id: string; name: string }[] }>(`${product.url}/api/flows?search=First`)
    const page = await open(`/flows/${flows.data[0]?.id}`)
    await node(page, 'evaluator').waitFor()
    const smallest = await page.evaluate(() => {
      const zoom = new DOMMatrix(
        getComputedStyle(document.querySelector('.react-flow__viewport') ?? document.body).transform,
      ).a
      const sizes = [...document.querySelectorAll('.ef-node *')]
        .filter((element) =>
          [...element.childNodes].some((child) => child.nodeType === 3 && (child.textContent ?? '').trim() !== ''),
        )
        .map((element) => Number.parseFloat(getComputedStyle(element).fontSize) * zoom)
      return Math.min(...sizes)
    })
    process.stdout.write(`line 16: smallest text of a node ${smallest.toFixed(1)} px\n`)
    expect(smallest).toBeGreaterThanOrEqual(10)
  })
})

describe('the hand and the keyboard', () => {
  it('12. reaches any field of a selected node in two clicks, and the panel never covers that node', async () => {
    // the first is the node furthest to the right, where a panel would lie
    for (const id of ['evaluator', 'dataset']) {
      const { page } = await openFlow(`two-clicks-${id}`)
      await node(page, id).locator('.ef-head').click()
      let clicks = 0
      await node(page, id)
        .getByRole('button', { name: /^Details of / })
        .click()
      clicks += 1
      await page.locator('.es-drawer .evc-inspector').waitFor()
      const field = page
        .locator('.es-drawer')
        .getByRole('textbox', { name: id === 'dataset' ? 'Version' : 'Namespace' })
      if (!(await field.isVisible())) {
        await page.locator('.es-drawer summary, .es-drawer button[aria-expanded="false"]').last().click()
        clicks += 1
      }
      await field.click()
      clicks += 1
      process.stdout.write(`line 12: ${clicks} clicks to an advanced field of ${id}\n`)
      const [drawer, box] = [await page.locator('.es-drawer').boundingBox(), await node(page, id).boundingBox()]
      expect(drawer).not.toBeNull()
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual((drawer?.x ?? 0) + 1)
      expect(box?.x).toBeGreaterThanOrEqual(0)
      expect(clicks).toBeLessThanOrEqual(2)
    }
  })

  it('13. adds by slash, letters, arrows, Enter; each result says in a line what it is; testers’ words find it', async () => {
    const { page } = await openFlow('by-keys')
    for (const [word, found] of [
      ['evaluate', 'Evaluator'],
      ['compare', 'Compare Runs'],
      ['csv', 'Dataset Creator'],
    ] as const) {
      await page.keyboard.press('Escape')
      await page.locator('.react-flow__pane').click({ position: { x: 500, y: 640 } })
      await page.keyboard.press('/')
      await page.keyboard.press('Control+a')
      await page.keyboard.type(word)
      const options = page.getByRole('listbox', { name: 'Components' }).getByRole('option')
      await options.first().waitFor()
      expect(await options.first().textContent()).toContain(found)
      for (const option of await options.all())
        expect((await option.locator('.ef-palette-what').textContent())?.length).toBeGreaterThan(10)
    }
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Enter')

    const added = page.locator('.react-flow__node.selected')
    await expect.poll(() => added.count()).toBe(1)
    await expect.poll(() => added.evaluate((element) => element.contains(document.activeElement))).toBe(true)
    await added.getByText('Dataset Creator').first().waitFor()
  })

  it('14. has a skip link, Ctrl+A, Shift+click, a wire on empty canvas that offers what fits, and find', async () => {
    const { page } = await openFlow('habits')
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.getAttribute('href'))).toBe('#main')
    await page.locator('.react-flow__pane').click({ position: { x: 500, y: 640 } })
    await page.keyboard.press('Control+a')
    await expect.poll(() => page.locator('.react-flow__node.selected').count()).toBe(3)
    expect(await page.evaluate(() => String(getSelection()))).toBe('')
    await page.keyboard.press('Escape')
    await node(page, 'dataset').locator('.ef-head').click()
    await node(page, 'model')
      .locator('.ef-head')
      .click({ modifiers: ['Shift'] })
    expect(await page.locator('.react-flow__node.selected').count()).toBe(2)
    const from = await centerOf(dot(page, 'dataset', 'dataset', 'out'))
    await drag(page, from, { x: from.x + 120, y: 690 })
    const offered = page.locator('.ef-add [role="option"]')
    await offered.first().waitFor()
    // all that takes a dataset, and nothing else
    expect(await offered.first().textContent()).toContain('Evaluator')
    expect(await page.locator('.ef-add').getByText('Model Target').count()).toBe(0)
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+f')
    await page.keyboard.type('baseline')
    await expect.poll(() => page.locator('.react-flow__node.selected').getAttribute('data-id')).toBe('model')
  })

  it('17. has no accessibility finding on any page or dialog, in both themes, and works at 390 px', async () => {
    const { id } = await openFlow('axe')
    const findings: string[] = []
    for (const theme of ['light', 'dark'] as const) {
      const page = await open('/flows', { theme })
      const look = async (where: string) => {
        await page.waitForTimeout(250)
        findings.push(...(await allFindings(page)).map((finding) => `${theme} ${where}: ${finding}`))
      }
      for (const path of ['/flows', '/data', '/configs', '/models', '/jobs', '/settings', `/flows/${id}`]) {
        await page.goto(product.url + path)
        await page.locator('main, [role="main"], table, .react-flow__node').first().waitFor()
        await look(path)
      }
      const dialogs: Record<string, () => Promise<void>> = {
        shortcuts: () => page.keyboard.press('?'),
        commands: () => page.keyboard.press('Control+k'),
        templates: () => page.keyboard.press('Shift+T'),
      }
      for (const [name, show] of Object.entries(dialogs)) {
        await page.locator('.react-flow__pane').click({ position: { x: 500, y: 640 } })
        await show()
        await page.getByRole('dialog').waitFor()
        await look(name)
        await page.keyboard.press('Escape')
        await page.getByRole('dialog').waitFor({ state: 'detached' })
      }
      await node(page, 'dataset').locator('.ef-head').click()
      await page.keyboard.press('i')
      await page.locator('.es-drawer').waitFor()
      await look('drawer')
      await page.context().close()
    }
    expect(findings).toEqual([])

    const phone = await open(`/flows/${id}`, { width: 390, height: 844 })
    await phone.getByRole('navigation', { name: 'Outline' }).getByText('Evaluator').first().waitFor()
    expect(await phone.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
    await phone.getByRole('button', { name: 'Actions of Evaluator' }).click()
    await phone.getByRole('menuitem', { name: 'Run selected' }).waitFor()
  })
})

useStage()
