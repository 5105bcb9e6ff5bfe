import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { chromium as launcher } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { requirement } from '../../../../tooling/vitest/requirement.ts'
import { runKetwork } from '../runKetwork.ts'
import type { TourReport } from '../tour/tourReport.ts'

const chromium = requirement('chromium')

let folder: string
let report: TourReport
let page: string
let status: number | null
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ketwork-tour-test-'))
  page = join(folder, 'report.html')
  const loops = Array.from({ length: 4 }, () => spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }))
  try {
    const run = await runKetwork(['tour', '--quick', '--seed', '7', '--json', '--output', folder])
    status = run.status
    report = JSON.parse(run.out) as TourReport
  } finally {
    for (const loop of loops) loop.kill('SIGKILL')
  }
}, 600_000)

describe('tour --quick beside four busy loops', () => {
  test('ends with 0 and six right answers, whatever its speed', () => {
    expect(status).toBe(0)
    expect(report).toMatchObject({ seed: 7, quick: true, verdict: expect.stringMatching(/^6 of 6 answers right; /) })
    expect(report.workloads).toHaveLength(6)
    for (const { name, met, measures } of report.workloads) {
      expect(met, name).toBe(true)
      for (const { name: measure, value, bound, rule } of measures.filter(({ of }) => of === 'answer')) {
        const isWithin = { below: value < bound, atMost: value <= bound, atLeast: value >= bound, above: value > bound }[rule]
        expect(isWithin, `${name}: ${measure} is ${value}, ${rule} ${bound}`).toBe(true)
      }
    }
  })

  test('says what each workload is, what is known, what is wanted and whether it is met', () => {
    for (const workload of report.workloads) {
      expect(workload).toMatchObject({
        name: expect.any(String),
        about: expect.stringMatching(/known answer/),
        seconds: expect.any(Number),
        target: expect.stringMatching(/[<>]/),
        goal: expect.stringMatching(/</),
        met: expect.any(Boolean),
        goalMet: expect.any(Boolean),
      })
      expect(Object.keys(workload.answer).length).toBeGreaterThan(0)
      expect(workload.reference).toHaveProperty('source')
      for (const { of, value, name } of workload.measures)
        if (of !== 'answer') expect(value, `${workload.name}: ${name}`).toBeGreaterThan(0)
      expect(workload.measures.map(({ of }) => of)).toEqual(expect.arrayContaining(['answer', expect.stringMatching(/speed|memory/)]))
    }
  })

  test('says where, when and how it ran', () => {
    expect(report).toMatchObject({
      node: process.version,
      version: expect.stringMatching(/^\d/),
      machine: expect.stringMatching(/^\d+ cores? of .+iB, /),
      command: `ketwork tour --quick --seed 7 --json --output ${folder}`,
    })
    expect(Math.abs(Date.parse(report.date) - Date.now())).toBeLessThan(3_600_000)
  })

  test('writes what it printed beside the page', async () => {
    expect(JSON.parse(await readFile(join(folder, 'report.json'), 'utf8'))).toMatchObject({
      ...report,
      seconds: expect.any(Number),
      date: expect.any(String),
    })
    const html = await readFile(page, 'utf8')
    expect(html).not.toMatch(/https?:\/\/(?!www\.w3\.org)/) // nothing is loaded from elsewhere
    expect(html).not.toMatch(/NaN|undefined|\[object/)
  })
})

test('an interrupted tour leaves the report of what is done, and says where', async () => {
  const output = await mkdtemp(join(tmpdir(), 'ketwork-tour-test-'))
  const file = join(output, 'report.json')
  const {
    status: code,
    out,
    err,
  } = await runKetwork(['tour', '--quick', '--json', '--output', output], {
    whileRunning: async (child) => {
      while (child.exitCode === null && !existsSync(file)) await setTimeout(20)
      child.kill('SIGINT')
    },
  })
  expect(code).toBe(130)
  const printed = JSON.parse(out) as TourReport & { error: { name: string; message: string } }
  const done = printed.workloads.length
  expect(done).toBeGreaterThan(0)
  expect(done).toBeLessThan(6)
  expect(printed.verdict).toContain(`${done} of 6 answers right; ${6 - done} not run`)
  expect(printed.error.name).toBe('InterruptedError')
  expect(printed.error.message).toContain(
    `the report of ${done} of 6 workloads is in ${join(output, 'report.html')}; to run the whole tour again: ketwork tour`,
  )
  expect(err).toContain(printed.error.message)
  expect((JSON.parse(await readFile(file, 'utf8')) as TourReport).workloads).toEqual(printed.workloads)
  expect(await readFile(join(output, 'report.html'), 'utf8')).toContain(`${done} of 6 answers right`)
}, 600_000)

describe.skipIf(!chromium.present)('the report in a browser', () => {
  test.each([
    ['light', 1100],
    ['dark', 1100],
    ['light', 390],
    ['dark', 390],
  ] as const)('has verdict, facts, curves and drawings without a fault, %s, %d pixels wide', async (colorScheme, width) => {
    await using browser = await launcher.launch({
      executablePath: chromium.path,
      args: ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking'],
    })
    const tab = await browser.newPage({ colorScheme, viewport: { width, height: 900 } })
    const faults: string[] = []
    tab.on('pageerror', (error) => faults.push(error.message))
    tab.on('requestfailed', (request) => faults.push(request.url()))
    await tab.goto(pathToFileURL(page).href)
    expect(await tab.locator('header > :nth-child(2)').innerText()).toBe(`✓ ${report.verdict}`)
    expect(await tab.locator('header dt').allInnerTexts()).toEqual(['machine', 'date', 'version', 'command', 'seed', 'time'])
    expect(await tab.locator('section').count()).toBe(6)
    expect(await tab.locator('.curves svg path').count()).toBeGreaterThanOrEqual(report.workloads.flatMap(({ curves }) => curves).length)
    expect(await tab.locator('.scroll > svg g.operation').count()).toBeGreaterThan(30)
    for (const box of await Promise.all((await tab.locator('figure svg').all()).map((plot) => plot.boundingBox())))
      expect(box?.height).toBeGreaterThan(100)
    // Nothing is wider than the window but what scrolls inside it; a wide table does on a phone.
    expect(await tab.evaluate('document.documentElement.scrollWidth')).toBe(width)
    const scrolling = await tab.evaluate<number>(
      '[...document.querySelectorAll(".scroll")].filter((each) => each.scrollWidth > each.clientWidth).length',
    )
    if (width === 390) expect(scrolling).toBeGreaterThan(0)
    const contrasts = await tab.evaluate<number[]>(CONTRASTS)
    expect(Math.min(...contrasts)).toBeGreaterThan(4.5) // WCAG AA
    expect(faults).toEqual([])
  })
})

/** Contrast of every kind of text against the page. */
const CONTRASTS = `(() => {
  const luminance = (color) => {
    const [r, g, b] = color.match(/[\\d.]+/g).map(Number).map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const paper = luminance(getComputedStyle(document.body).backgroundColor)
  return [...document.querySelectorAll('p, dt, dd, th, td, h1, h2, h3, a, .mark, figcaption')].map((each) => {
    const ink = luminance(getComputedStyle(each).color)
    return (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05)
  })
})()`
