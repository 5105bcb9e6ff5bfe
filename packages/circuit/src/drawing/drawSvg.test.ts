import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { feature, parameter, times } from '../angles/index.ts'
import { Circuit } from '../Circuit.ts'
import type { OperationName } from '../gates/Operation.ts'
import { gateTable } from '../gates/gateTable.ts'
import { randomCircuit } from '../randomCircuit.ts'
import { drawSvg } from './drawSvg.ts'

/** Names of any code points, halves of surrogate pairs and control characters too. */
const anyName = fc.string({
  unit: fc.oneof(fc.integer({ min: 0, max: 0x30_00 }), fc.integer({ min: 0, max: 0x10_ff_ff })).map((code) => String.fromCodePoint(code)),
  minLength: 1,
})

describe('drawSvg', () => {
  test('draws every operation once, in well-formed XML and inside its frame, for random circuits', () => {
    for (let seed = 0; seed < 30; seed++) {
      const circuit = randomCircuit({ qubits: 1 + (seed % 7), operations: 40, seed })
      const width = [200, 500, 960, Infinity][seed % 4]
      const svg = drawSvg(circuit, { width, theme: (['auto', 'light', 'dark'] as const)[seed % 3] })
      checkXml(svg)
      const drawn = circuit.operations.filter(({ qubits }) => qubits.length > 0)
      expect(count(svg, '<g class="operation ')).toBe(drawn.length)
      for (const { gate } of drawn) expect(svg).toContain(`<title>${gate}\n`)
      const across = Number(/ width="(\d+)"/.exec(svg)?.[1])
      expect(across).toBeLessThanOrEqual(width)
      for (const [, x, w] of svg.matchAll(/<rect class="box" x="([\d.-]+)" y="[\d.]+" width="([\d.]+)"/g)) {
        expect(Number(x)).toBeGreaterThan(0)
        expect(Number(x) + Number(w)).toBeLessThan(across)
      }
    }
  })

  test('has every gate, channel and measurement of the table in it', () => {
    for (const gate of Object.keys(gateTable) as OperationName[]) {
      const circuit = randomCircuit({ qubits: 4, operations: 3, seed: 1, gates: [gate] })
      const svg = drawSvg(circuit)
      checkXml(svg)
      const shapes = count(svg, 'class="box"') + count(svg, 'class="dot"') + count(svg, 'class="barrier"') + count(svg, 'class="line"')
      if (gate === 'globalPhase') expect(svg).toContain('global phase')
      else expect(shapes, gate).toBeGreaterThanOrEqual(3)
    }
  })

  test('draws a controlled X as a dot, a target and a line, with its qubits in the title', () => {
    expect(operations(drawSvg(new Circuit(2).cx(1, 0)))).toEqual([
      '<g class="operation constant"><title>cx\ncontrol q1, target q0</title><path class="line" d="M68 34L68 74"/>' +
        '<circle class="box" cx="68" cy="34" r="10"/><path class="line" d="M58 34h20M68 24v20"/><circle class="dot" cx="68" cy="74" r="4.5"/></g>',
    ])
  })

  test('writes parameters by name in boxes and titles, and colours what has symbols', () => {
    const [rx, rz] = operations(drawSvg(new Circuit(1).rx(times(parameter('w'), feature('x')), 0).rz(Math.PI / 2, 0)))
    expect(rx).toContain('class="operation symbolic"')
    expect(rx).toContain('<title>rx\nq0\nangle w*x</title>')
    expect(rx).toMatch(/<text x="\d+" y="\d+">RX<\/text><text class="small" x="\d+" y="\d+">w\*x<\/text>/)
    expect(rz).toContain('class="operation constant"')
    expect(rz).toContain('>π/2</text>')
  })

  test('tells bits, conditions, rates and readout errors', () => {
    const circuit = new Circuit(2)
      .depolarizing(0.01, 0)
      .measure(0, 'c[0]', { readout: { p01: 0.1, p10: 0.2 } })
      .when({ bits: ['c[0]'], value: 1 }, (each) => each.cx(0, 1))
    const [noise, measured, conditional] = operations(drawSvg(circuit))
    expect(noise).toContain('class="operation channel"')
    expect(noise).toContain('rate 0.01</title>')
    expect(measured).toContain('writes c[0]\nreads 0 for 1 with 0.1, 1 for 0 with 0.2</title>')
    expect(conditional).toContain('if c[0]=1</title>')
    expect(conditional).toContain('>if c[0]=1</text>')
  })

  test('escapes names and shows what XML forbids as �', () => {
    const svg = drawSvg(new Circuit(1).rx(parameter('<script>&"\u0000\uD800'), 0).globalPhase(parameter('<b>')).measure(0, '</svg>'))
    checkXml(svg)
    expect(svg).not.toContain('<script')
    expect(svg).toContain('&lt;script&gt;&amp;&quot;��')
  })

  test('stays well-formed whatever the names are', () => {
    fc.assert(
      fc.property(anyName, (name) => {
        checkXml(drawSvg(new Circuit(1).rx(parameter(name), 0).globalPhase(parameter(name)).measure(0, name)))
      }),
      { seed: 4, numRuns: 300 },
    )
  })

  test('shortens what is too long for its box, not for its title', () => {
    const long = 'a_parameter_with_a_name_that_goes_on_and_on_and_on'
    const svg = drawSvg(new Circuit(1).rx(parameter(long), 0))
    expect(svg).toContain(`angle ${long}</title>`)
    expect(svg).toContain('>a_parameter_with_a_name_that_go…</text>')
  })

  test('folds 40 qubits into rows that all name their wires', () => {
    const circuit = new Circuit(40)
    for (let qubit = 1; qubit < 40; qubit++) circuit.cx(qubit - 1, qubit)
    expect(count(drawSvg(circuit, { width: Infinity }), '>q39</text>')).toBe(1)
    const folded = drawSvg(circuit, { width: 600 })
    expect(count(folded, '>q39</text>')).toBe(3)
    expect(count(folded, 'class="dot"')).toBe(39)
  })

  test('follows the system by default, or is light or dark for good', () => {
    const circuit = new Circuit(1).h(0)
    expect(drawSvg(circuit)).toContain('@media (prefers-color-scheme:dark)')
    for (const theme of ['light', 'dark'] as const) {
      expect(drawSvg(circuit, { theme })).not.toContain('@media')
      expect(drawSvg(circuit, { theme })).toContain(`class="ketwork-circuit ketwork-${theme}"`)
    }
  })

  test('needs nothing from elsewhere', () => {
    expect(drawSvg(randomCircuit({ qubits: 3, operations: 30, seed: 5 }))).not.toMatch(
      /url\(|@import|@font-face|href|http(?!:\/\/www\.w3\.org\/2000\/svg")/,
    )
  })

  test('refuses a width that is too narrow and a theme that is none', () => {
    expect(() => drawSvg(new Circuit(1), { width: 100 })).toThrow('the width of the drawing is 100 pixels: it must be at least 200')
    expect(() => drawSvg(new Circuit(1), { theme: 'pink' as 'dark' })).toThrow("theme is 'pink'")
  })
})

function count(text: string, part: string): number {
  return text.split(part).length - 1
}

function operations(svg: string): string[] {
  return svg.match(/<g class="operation [^]*?<\/g>/g) ?? []
}

/** Throws unless every tag is closed in its order, attributes are quoted and all else is escaped characters. */
function checkXml(text: string): void {
  const open: string[] = []
  const rest = text.replace(/<(\/?)([a-z]+)((?: [a-zA-Z-]+="[^"<&]*")*)(\/?)>/g, (_, closing: string, name: string, __, single: string) => {
    if (closing !== '') expect(open.pop()).toBe(name)
    else if (single === '') open.push(name)
    return ''
  })
  expect(open).toEqual([])
  expect(rest.replaceAll(/&(amp|lt|gt|quot);|\n/g, '')).not.toMatch(/[<&\p{Cs}\p{Cc}]/u)
}
