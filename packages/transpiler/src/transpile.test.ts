import { Circuit, type OperationName, parameters, randomCircuit, twoQubitDepth, unitary } from '@ketwork/circuit'
import { maxAbsDifference, RandomStream } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { firstUnsupported } from './conformance.ts'
import { grid, heavyHex, line, ring } from './devices/topologies.ts'
import type { Target } from './target.ts'
import { checkPassLaw } from './testing/index.ts'
import type { Level } from './pipeline.ts'
import { transpile } from './transpile.ts'

const basis: readonly OperationName[] = ['cz', 'rz', 'sx', 'x']
const levels: readonly Level[] = [0, 1, 2, 3]

describe('transpile', () => {
  test.each(levels)('at level %d without a coupling keeps the law of passes but for the second run, which may find more', (level) => {
    const pass = (circuit: Circuit): Circuit => transpile(circuit, { basis }, { level, verify: 'never' }).circuit
    checkPassLaw(pass, { circuits: 8, seed: 15, cost: false, freeSecondRun: true })
  })

  test('gives circuits that are certified and conform, for drawn circuits, targets and levels', () => {
    const bases: readonly (readonly OperationName[])[] = [
      basis,
      ['cx', 'u'],
      ['ecr', 'rz', 'sx', 'x'],
      ['rxx', 'rx', 'rz'],
      ['iswap', 'rz', 'sx'],
    ]
    const topologies = [
      line(6),
      ring(6),
      grid(2, 3),
      heavyHex(3),
      {
        qubits: 6,
        coupling: [
          [0, 1],
          [2, 1],
          [2, 3],
          [4, 3],
          [5, 4],
        ] as const,
      },
    ]
    for (let seed = 0; seed < 50; seed++) {
      const random = new RandomStream(seed)
      const target: Target = { ...topologies[random.integer(5)], basis: bases[random.integer(5)] }
      const circuit = randomCircuit({ qubits: 1 + random.integer(6), operations: 12, seed, symbols: parameters('w', 2) })
      const result = transpile(circuit, target, { level: levels[seed % 4], seed, verify: 'always' })
      expect(result.certificate).toMatchObject({ verdict: 'equivalent' })
      expect(firstUnsupported(result.circuit, target)).toBeUndefined()
    }
  })

  test('reports metrics before and after, layouts, phase and every pass', () => {
    const { before, after, passes, initialLayout, finalLayout, globalPhase, milliseconds } = transpile(
      new Circuit(3).h(0).h(0).ccx(0, 1, 2).barrier(),
      { basis },
    )
    expect(before).toMatchObject({ operations: 3, counts: { h: 2, ccx: 1 } })
    expect(after.twoQubitOperations).toBe(6)
    expect(after.twoQubitDepth).toBe(6)
    expect([initialLayout, finalLayout]).toEqual([
      [0, 1, 2],
      [0, 1, 2],
    ])
    expect(typeof globalPhase).toBe('number')
    expect(passes.map(({ name }) => name)).toContain('translateBasis')
    expect(passes.at(-1)?.operations).toBe(after.operations)
    expect(passes.reduce((sum, pass) => sum + pass.milliseconds, 0)).toBeLessThanOrEqual(milliseconds)
  })

  test.each([
    ['a Toffoli gate', new Circuit(3).ccx(0, 1, 2), 1],
    ['a channel on two qubits', new Circuit(3).depolarizing2(0.1, 0, 1), 0],
    ['a gate with a condition', new Circuit(3).measure(0, 'c').when({ bits: ['c'], value: 1 }, (then) => then.cx(1, 2)), 1],
    ['a barrier between gates', new Circuit(4).cx(0, 1).barrier(1, 2).cx(2, 3), 2],
    ['measurements alone', new Circuit(2).measureAll(), 0],
  ])('counts the two-qubit gates and depth of %s as the circuit package does', (_, circuit, gates) => {
    const { before } = transpile(circuit, { basis }, { verify: 'never', level: 0 })
    expect([before.twoQubitOperations, before.twoQubitDepth, twoQubitDepth(circuit)]).toEqual([gates, gates, gates])
  })

  test('is bound after it is transpiled', () => {
    const w = parameters('w', 2)
    const circuit = new Circuit(2).ry(w[0], 0).crx(w[1], 0, 1)
    const values = { 'w[0]': 0.3, 'w[1]': 1.1 }
    const { circuit: native } = transpile(circuit, { basis })
    expect(maxAbsDifference(unitary(native.bind(values)), unitary(circuit.bind(values)))).toBeLessThan(1e-12)
  })

  test('a circuit and its inverse come to nothing', () => {
    const circuit = new Circuit(3).h(0).cp(0.4, 0, 1).ccx(0, 1, 2).ryy(0.2, 1, 2)
    expect(transpile(circuit.copy().compose(circuit.inverse()), { basis }).after.operations).toBe(0)
  })

  test('a SWAP costs nothing on a device, and a measurement reads where its qubit went', () => {
    const { circuit, finalLayout, after } = transpile(new Circuit(2).x(0).swap(0, 1).measure(1, 'c'), { ...line(2), basis })
    expect(after.twoQubitOperations).toBe(0)
    expect(circuit.operations.find(({ gate }) => gate === 'measure')?.qubits).toEqual([finalLayout[1]])
  })

  test('gives the same for the same seed, and with effort at least as little', () => {
    const circuit = randomCircuit({ qubits: 8, operations: 60, seed: 3, gates: ['cx', 'h', 't'] })
    const target = { ...line(8), basis }
    const once = transpile(circuit, target, { seed: 4 })
    expect(transpile(circuit, target, { seed: 4 }).circuit.operations).toEqual(once.circuit.operations)
    const longer = transpile(circuit, target, { seed: 4, effort: { milliseconds: 200 } })
    expect(longer.after.twoQubitOperations).toBeLessThanOrEqual(once.after.twoQubitOperations)
  })

  test('takes the part of a device with the least errors', () => {
    const { coupling } = line(6)
    const gateProperties = coupling.map((qubits) => ({ gate: 'cz' as const, qubits, error: qubits.includes(4) ? 1e-3 : 0.05 }))
    const circuit = new Circuit(3).h(0).cx(0, 1).cx(1, 2)
    const { initialLayout } = transpile(circuit, { qubits: 6, coupling, basis, gateProperties })
    expect(initialLayout.toSorted()).toEqual([3, 4, 5])
  })

  test('refuses targets that do not fit or make no sense', () => {
    expect(() => transpile(new Circuit(3).h(0), { qubits: 2, basis })).toThrow('the circuit has 3 qubits and the target 2')
    expect(() => transpile(new Circuit(1), { qubits: 0, basis })).toThrow(RangeError)
    expect(() => transpile(new Circuit(1), { basis: ['measure'] })).toThrow("'measure' is not a gate")
    expect(() => transpile(new Circuit(1), { qubits: 2, coupling: [[0, 2]], basis })).toThrow('pair 0, 2')
  })
})
