import { describe, expect, test } from 'vitest'
import { parameter, feature, plus, times } from '../angles/index.ts'
import { Circuit } from '../Circuit.ts'
import type { OperationName } from '../gates/Operation.ts'
import { gateTable } from '../gates/gateTable.ts'
import { randomCircuit } from '../randomCircuit.ts'
import { drawText } from './drawText.ts'

/** The drawing with a leading newline, so that templates start on a line of their own. */
function drawn(circuit: Circuit, width = 100): string {
  return `\n${drawText(circuit, { width })}\n`
}

describe('drawText', () => {
  test('draws boxes, dots and targets', () => {
    expect(drawn(new Circuit(2).h(0).cx(0, 1))).toBe(`
     ┌───┐
q0: ─┤ H ├──●───
     └───┘  │
q1: ────────⊕───
`)
  })

  test('passes wires that are not meant, and puts what is free side by side', () => {
    expect(drawn(new Circuit(3).ccx(0, 2, 1).swap(0, 2).rx(parameter('w'), 1))).toBe(`
q0: ──●───×─────────────
      │   │  ┌───────┐
q1: ──⊕───┼──┤ RX(w) ├──
      │   │  └───────┘
q2: ──●───×─────────────
`)
  })

  test('draws one frame around a gate on several qubits and says which is which', () => {
    expect(drawn(new Circuit(2).iswap(1, 0).barrier().measure(0, 'c[0]'))).toBe(`
     ┌─────────┐  ░  ┌────────┐
q0: ─┤1        ├──░──┤ M→c[0] ├──
     │  iSWAP  │  ░  └────────┘
q1: ─┤0        ├──░──────────────
     └─────────┘  ░
`)
  })

  test('folds at the width', () => {
    expect(drawn(new Circuit(1).h(0).x(0).y(0).z(0).h(0).x(0), 26)).toBe(`
     ┌───┐ ┌───┐ ┌───┐
q0: ─┤ H ├─┤ X ├─┤ Y ├─»
     └───┘ └───┘ └───┘
     ┌───┐ ┌───┐ ┌───┐
q0: «┤ Z ├─┤ H ├─┤ X ├──
     └───┘ └───┘ └───┘
`)
  })
})

describe('a drawing', () => {
  test('has every gate, channel and measurement of the table in it', () => {
    for (const gate of Object.keys(gateTable) as OperationName[]) {
      if (gate === 'globalPhase') continue
      const text = drawText(randomCircuit({ qubits: 4, operations: 3, seed: 1, gates: [gate] }))
      expect(text.split('\n').length, gate).toBeGreaterThan(6)
      expect(/[●⊕×░│]|[A-Z|]/.test(text), gate).toBe(true)
    }
  })

  test('is never wider than asked unless one operation alone is', () => {
    for (const width of [30, 60, 100]) {
      const lines = drawText(randomCircuit({ qubits: 4, operations: 60, seed: 2, gates: ['h', 'cx', 'rz', 'ccx', 'swap'] }), {
        width,
      }).split('\n')
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width)
    }
  })

  test('keeps the wires of one page equally long', () => {
    const lines = drawText(randomCircuit({ qubits: 3, operations: 30, seed: 3 })).split('\n')
    const wires = lines.filter((line) => /^q\d: /.test(line)).map((line) => line.length)
    for (let i = 0; i < wires.length; i += 3) expect(new Set(wires.slice(i, i + 3)).size).toBe(1)
  })

  test('names symbols, bits, conditions and the global phase', () => {
    const circuit = new Circuit(1)
      .rx(plus(times(parameter('w'), feature('x')), 0.5), 0)
      .measure(0, 'c[0]')
      .when({ bits: ['c[0]'], value: 1 }, (each) => each.x(0))
      .globalPhase(Math.PI / 4)
    const text = drawText(circuit)
    for (const part of ['(w*x + 0.5)', 'c[0]', 'if c[0]=1', 'global phase: pi/4']) expect(text).toContain(part)
  })

  test('refuses a width that is none', () => {
    expect(() => drawText(new Circuit(1), { width: 0 })).toThrow(RangeError)
  })
})
