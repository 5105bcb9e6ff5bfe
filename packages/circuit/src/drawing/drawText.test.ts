import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { feature, formatAngle, isConstant, parameter, plus, times } from '../angles/index.ts'
import { Circuit } from '../Circuit.ts'
import type { OperationName } from '../gates/Operation.ts'
import { gateTable } from '../gates/gateTable.ts'
import { randomCircuit } from '../randomCircuit.ts'
import { drawText } from './drawText.ts'
import { columnsOf } from './printable.ts'

/** Names of any code points, halves of surrogate pairs and control characters too. */
const anyName = fc.string({
  unit: fc.oneof(fc.integer({ min: 0, max: 0x30_00 }), fc.integer({ min: 0, max: 0x10_ff_ff })).map((code) => String.fromCodePoint(code)),
  minLength: 1,
})

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

  test('gives each qubit a box where others lie between, numbered unless their order is free', () => {
    expect(drawn(new Circuit(3).ecr(2, 0).rzz(parameter('g'), 0, 2))).toBe(`
     ┌───────┐ ┌────────┐
q0: ─┤ 1:ECR ├─┤  RZZ   ├──
     └───┬───┘ └───┬────┘
q1: ─────┼─────────┼───────
     ┌───┴───┐ ┌───┴────┐
q2: ─┤ 0:ECR ├─┤ RZZ(g) ├──
     └───────┘ └────────┘
`)
  })

  test('puts a condition into a box, after the measurement that it waits for', () => {
    const circuit = new Circuit(3).measure(0, 'c').when({ bits: ['c'], value: 1 }, (each) => each.x(1).cz(1, 2))
    expect(drawn(circuit)).toBe(`
     ┌─────┐
q0: ─┤ M→c ├────────────────────────────
     └─────┘ ┌──────────┐
q1: ─────────┤ X if c=1 ├──────●────────
             └──────────┘ ┌────┴─────┐
q2: ──────────────────────┤ Z if c=1 ├──
                          └──────────┘
`)
  })

  test('gives an assignment of a bit a frame around all wires, in its place', () => {
    const circuit = new Circuit(2)
      .measure(0, 'a')
      .when({ bits: ['a'], value: 1 }, (then) => then.setBit('b'))
      .when({ bits: ['b'], value: 0 }, (then) => then.x(1))
    expect(drawn(circuit)).toBe(`
     ┌─────┐ ┌─────────────┐
q0: ─┤ M→a ├─┤             ├───────────────
     └─────┘ │ 1→b if a=1  │ ┌──────────┐
q1: ─────────┤             ├─┤ X if b=0 ├──
             └─────────────┘ └──────────┘
`)
  })

  test('shortens a name that is wider than a line', () => {
    expect(drawn(new Circuit(1).rx(parameter('a_very_long_name_of_a_parameter'), 0), 30)).toBe(`
     ┌─────────────────────┐
q0: ─┤ RX(a_very_long_nam… ├──
     └─────────────────────┘
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

  test('is never wider than asked', () => {
    for (let seed = 0; seed < 40; seed++) {
      const width = 20 + 3 * seed
      const lines = drawText(namedAngles(randomCircuit({ qubits: 1 + (seed % 12), operations: 60, seed })), { width }).split('\n')
      for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(width)
    }
  })

  test('keeps its width and its lines whatever the names are', () => {
    fc.assert(
      fc.property(anyName, fc.integer({ min: 16, max: 60 }), (name, width) => {
        const circuit = new Circuit(1)
          .rx(parameter(name), 0)
          .measure(0, name)
          .when({ bits: [name], value: 1 }, (each) => each.x(0))
        const lines = drawText(circuit, { width }).split('\n')
        expect(lines.length % 3).toBe(0)
        for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(width)
      }),
      { seed: 4, numRuns: 300 },
    )
  })

  test('has every operation once, whatever the width', () => {
    const gates: OperationName[] = ['rx', 'cx', 'ccx', 'swap', 'cz', 'rzz', 'crz', 'u', 'barrier']
    for (let seed = 0; seed < 30; seed++) {
      const circuit = namedAngles(randomCircuit({ qubits: 2 + (seed % 5), operations: 50, seed, gates }))
      const text = drawText(circuit, { width: 40 + 7 * seed })
      const marks = { '●': 0, '⊕': 0, '×': 0 }
      for (const operation of circuit.operations) {
        for (const symbol of gateTable[operation.gate].symbols) if (symbol in marks) marks[symbol as keyof typeof marks]++
        for (const angle of operation.angles) {
          if (!isConstant(angle)) expect(count(text, formatAngle(angle))).toBe(1)
        }
      }
      for (const [mark, times] of Object.entries(marks)) expect(count(text, mark)).toBe(times)
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
    for (const part of ['(w*x + 0.5)', 'c[0]', 'if c[0]=1', 'global phase: π/4']) expect(text).toContain(part)
  })

  test('counts wide characters as two columns and shows control characters as �', () => {
    expect(drawn(new Circuit(2).rx(parameter('角度'), 0).rx(parameter('\u001B[31m'), 1))).toBe(`
     ┌───────────┐
q0: ─┤  RX(角度) ├──
     ├───────────┤
q1: ─┤ RX(�[31m) ├──
     └───────────┘
`)
  })

  test('refuses a width that is none, or too narrow for a box', () => {
    for (const width of [0, 15, NaN]) expect(() => drawText(new Circuit(1), { width })).toThrow('this circuit needs 16')
    expect(drawText(new Circuit(1).h(0), { width: 16 })).toContain('┤ H ├')
  })
})

/** The circuit with a parameter of a name of its own for each angle. */
function namedAngles(circuit: Circuit): Circuit {
  const operations = circuit.operations.map((operation, i) => ({
    ...operation,
    angles: operation.angles.map((_, k) => parameter(`w${i}.${k}.`)),
  }))
  return new Circuit(circuit.qubitCount).withOperations(operations)
}

function count(text: string, part: string): number {
  return text.split(part).length - 1
}
