import { drawSvg, gateTable, parameter, randomCircuit, type OperationName } from 'ketwork'
import { chromium as launcher, type Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { requirement } from '../../../../tooling/vitest/requirement.ts'

const chromium = requirement('chromium')

/** Every gate of the table, angles with names of all lengths. */
const gates = (Object.keys(gateTable) as OperationName[]).filter((gate) => gate !== 'globalPhase')
const random = randomCircuit({ qubits: 6, operations: 150, seed: 3, gates })
const circuit = random.withOperations(
  random.operations.map((operation, i) => ({
    ...operation,
    angles: operation.angles.map((angle) => (i % 3 === 0 ? angle : parameter('θW'.repeat((i % 11) + 1)))),
  })),
)

async function withPage(colorScheme: 'light' | 'dark', work: (tab: Page) => Promise<void>): Promise<void> {
  await using browser = await launcher.launch({
    executablePath: chromium.path,
    args: ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  })
  await work(await browser.newPage({ colorScheme }))
}

describe.skipIf(!chromium.present)('a picture in a browser', () => {
  test('has every text inside its box, every title, and boxes that do not touch', async () => {
    await withPage('light', async (tab) => {
      await tab.setContent(drawSvg(circuit))
      const { outside, titles, overlaps, boxes } = await tab.evaluate<{
        outside: string[]
        titles: number
        overlaps: number
        boxes: number
      }>(`(() => {
        const rectOf = (element) => element.getBoundingClientRect()
        const groups = [...document.querySelectorAll('g.operation')]
        const outside = groups.flatMap((group) => {
          const frames = [...group.querySelectorAll('rect.box')].map(rectOf)
          return [...group.querySelectorAll('text')].filter((text) => {
            const { left, right } = rectOf(text)
            return !frames.some((frame) => left > frame.left + 1 && right < frame.right - 1)
          }).map((text) => text.textContent)
        })
        const rects = [...document.querySelectorAll('rect.box')].map(rectOf)
        let overlaps = 0
        rects.forEach((a, i) => rects.slice(i + 1).forEach((b) => {
          if (a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom) overlaps++
        }))
        return { outside, titles: document.querySelectorAll('g.operation > title').length, overlaps, boxes: rects.length }
      })()`)
      expect(outside).toEqual([])
      expect(overlaps).toBe(0)
      expect(boxes).toBeGreaterThan(100)
      expect(titles).toBe(circuit.operations.filter(({ gate }) => gate !== 'globalPhase').length)
    })
  })

  test.each(['light', 'dark'] as const)(
    'follows the reader in %s colours unless it has a theme, in one page with others',
    async (scheme) => {
      await withPage(scheme, async (tab) => {
        const small = randomCircuit({ qubits: 2, operations: 4, seed: 1 })
        await tab.setContent((['auto', 'light', 'dark'] as const).map((theme) => drawSvg(small, { theme })).join('<p>between</p>'))
        const papers = await tab.evaluate<string[]>(
          '[...document.querySelectorAll("rect.paper")].map((paper) => getComputedStyle(paper).fill)',
        )
        expect(papers[1]).toBe('rgb(255, 255, 255)')
        expect(papers[2]).not.toBe(papers[1])
        expect(papers[0]).toBe(papers[scheme === 'light' ? 1 : 2])
        expect(await tab.evaluate('getComputedStyle(document.querySelector("p")).fontSize')).toBe('16px')
      })
    },
  )
})
