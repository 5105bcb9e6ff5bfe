import { mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium as launcher } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { requirement } from '../../../../tooling/vitest/requirement.ts'
import { runKetwork } from '../runKetwork.ts'
import type { WorkloadResult } from '../tour/workload.ts'

interface Report {
  readonly seed: number
  readonly quick: boolean
  readonly seconds: number
  readonly workloads: readonly WorkloadResult[]
}

/** Bounds that hold on any machine; the others are speeds. */
const SPEED = /iteration|time|sample /
const chromium = requirement('chromium')

let folder: string
let report: Report
let page: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ketwork-tour-test-'))
  page = join(folder, 'report.html')
  const { out } = await runKetwork(['tour', '--quick', '--seed', '7', '--json', '--output', folder])
  report = JSON.parse(out) as Report
}, 180_000)

describe('tour --quick', () => {
  test('keeps the bounds of all six answers', () => {
    expect(report).toMatchObject({ seed: 7, quick: true })
    expect(report.workloads).toHaveLength(6)
    for (const { name, measures } of report.workloads) {
      for (const { name: measure, value, bound, rule } of measures.filter((each) => !SPEED.test(each.name))) {
        const kept = { below: value < bound, atMost: value <= bound, atLeast: value >= bound, above: value > bound }[rule]
        expect(kept, `${name}: ${measure} is ${value}, ${rule} ${bound}`).toBe(true)
      }
    }
  })

  test('says what each workload is, what is known, what is wanted and whether it is met', () => {
    for (const workload of report.workloads) {
      expect(workload).toMatchObject({
        name: expect.any(String),
        seconds: expect.any(Number),
        target: expect.stringMatching(/[<>]/),
        goal: expect.any(String),
      })
      expect(Object.keys(workload.answer).length).toBeGreaterThan(0)
      expect(workload.reference).toHaveProperty('source')
      expect(typeof workload.met).toBe('boolean')
    }
  })

  test('writes what it printed beside the page', async () => {
    expect(JSON.parse(await readFile(join(folder, 'report.json'), 'utf8'))).toEqual(report)
    const html = await readFile(page, 'utf8')
    expect(html).not.toMatch(/https?:\/\/(?!www\.w3\.org)/) // nothing is loaded from elsewhere
    expect(html).not.toMatch(/NaN|undefined|\[object/)
  })
})

describe.skipIf(!chromium.present)('the report in a browser', () => {
  test.each(['light', 'dark'] as const)(
    'shows table, curves and circuits without a fault in %s colours, and fits a narrow window',
    async (colorScheme) => {
      await using browser = await launcher.launch({
        executablePath: chromium.path,
        args: ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking'],
      })
      const tab = await browser.newPage({ colorScheme, viewport: { width: 800, height: 900 } })
      const faults: string[] = []
      tab.on('pageerror', (error) => faults.push(error.message))
      tab.on('requestfailed', (request) => faults.push(request.url()))
      await tab.goto(pathToFileURL(page).href)
      expect(await tab.locator('table tbody').count()).toBe(6)
      expect(await tab.locator('figure svg path').count()).toBeGreaterThanOrEqual(report.workloads.flatMap(({ curves }) => curves).length)
      expect(await tab.locator('pre').allInnerTexts()).toContainEqual(expect.stringMatching(/q0: .*┤/))
      for (const box of await Promise.all((await tab.locator('figure svg').all()).map((plot) => plot.boundingBox())))
        expect(box?.height).toBeGreaterThan(100)
      expect(await tab.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(800)
      const [ink, paper] = await tab.evaluate<string[]>(
        '[getComputedStyle(document.body).color, getComputedStyle(document.querySelector("figure svg")).color]',
      )
      expect(paper).toBe(ink)
      expect(ink).toBe(colorScheme === 'dark' ? 'rgb(255, 255, 255)' : 'rgb(0, 0, 0)')
      expect(faults).toEqual([])
    },
  )
})
