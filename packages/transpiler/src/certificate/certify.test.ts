import { Circuit, type Operation, parameter, parameters, randomCircuit, times } from '@ketwork/circuit'
import { describe, expect, test } from 'vitest'
import { certify } from './certify.ts'
import type { Equivalence } from './Equivalence.ts'
import { line } from '../devices/topologies.ts'
import { transpile } from '../transpile.ts'

const basis = ['cz', 'rz', 'sx', 'x'] as const

interface Transpiled {
  readonly source: Circuit
  readonly output: Circuit
  readonly initialLayout: readonly number[]
  readonly finalLayout: readonly number[]
}

function transpiled(source: Circuit): Transpiled {
  const { circuit, initialLayout, finalLayout } = transpile(source, { ...line(source.qubitCount + 1), basis }, { verify: 'never' })
  return { source, output: circuit, initialLayout, finalLayout }
}

/** Circuits for each method: matrices, tableaus, states, outcomes at the end, outcomes within. */
const sources: readonly (readonly [Equivalence['method'], Circuit])[] = [
  ['unitary', randomCircuit({ qubits: 4, operations: 20, seed: 1, symbols: [parameter('w')] })],
  ['clifford', randomCircuit({ qubits: 30, operations: 120, seed: 2, gates: ['h', 's', 'cx', 'swap', 'sx'] })],
  ['states', randomCircuit({ qubits: 9, operations: 40, seed: 3, gates: ['cx', 'rx', 'u', 'rzz'] })],
  ['outcomes', randomCircuit({ qubits: 5, operations: 20, seed: 4, gates: ['cx', 'rx', 'rz', 'cz'] }).measureAll()],
  ['clifford', randomCircuit({ qubits: 25, operations: 80, seed: 5, gates: ['h', 'cx', 's'] }).measureAll()],
  [
    'outcomes',
    new Circuit(3)
      .h(0)
      .measure(0, 'c')
      .when({ bits: ['c'], value: 1 }, (each) => each.cx(1, 2))
      .rx(0.3, 2)
      .cx(0, 2),
  ],
]

describe('certify', () => {
  test.each(sources)('finds transpiled circuits equivalent by the method %s', (method, source) => {
    expect(certify(transpiled(source))).toMatchObject({ verdict: 'equivalent', method })
  })

  test('states the trials and the bound that random states give', () => {
    const equivalence = certify(transpiled(sources[2][1]))
    expect(equivalence).toMatchObject({ trials: 8, bound: { confidence: 0.99 } })
  })

  test('binds the symbols of wide circuits to multiples of pi/2, and finds a lost one', () => {
    const source = randomCircuit({ qubits: 30, operations: 150, seed: 2, gates: ['h', 'cx'] })
    parameters('w', 30).forEach((angle, qubit) => source.rz(angle, qubit).ry(times(0.5, angle), qubit))
    const claim = transpiled(source)
    expect(certify(claim)).toMatchObject({ verdict: 'equivalent', method: 'clifford', draws: 5 })
    const wrong = edited(
      claim,
      ({ angles }) => typeof angles[0] === 'object',
      (operation) => [{ ...operation, angles: [0] }],
    )
    expect(certify(wrong).verdict).toBe('different')
  })

  test('says why it did not check', () => {
    const source = randomCircuit({ qubits: 24, operations: 20, seed: 1, gates: ['t', 'h', 'cx'] })
    expect(certify(transpiled(source))).toMatchObject({ verdict: 'not checked', reason: expect.stringContaining('above 20') })
    const slow = randomCircuit({ qubits: 14, operations: 200, seed: 1, gates: ['t', 'h', 'cx'] })
    expect(certify({ ...transpiled(slow) }, { verify: 'fast' })).toMatchObject({
      verdict: 'not checked',
      reason: expect.stringContaining('take long'),
    })
  })

  test('runs states with the simulator that it is given', () => {
    let runs = 0
    const evolve = (_: Circuit, state: Float64Array): Float64Array => {
      runs++
      return state
    }
    certify(transpiled(sources[2][1]), { evolve })
    expect(runs).toBe(16)
  })
})

/** Passes that are wrong in the ways that passes are. */
const broken: Readonly<Record<string, (claim: Transpiled) => Transpiled>> = {
  'drops the angle of a rotation': (claim) =>
    edited(
      claim,
      ({ gate }) => gate === 'rz',
      (operation) => [{ ...operation, angles: [0] }],
    ),
  'is off by a thousandth in one angle': (claim) =>
    edited(
      claim,
      ({ gate, angles }) => gate === 'rz' && typeof angles[0] === 'number',
      (operation) => [{ ...operation, angles: [(operation.angles[0] as number) + 1e-3] }],
    ),
  'loses a two-qubit gate': (claim) =>
    edited(
      claim,
      ({ gate }) => gate === 'cz',
      () => [],
    ),
  'adds an X': (claim) =>
    edited(
      claim,
      ({ gate }) => gate === 'sx',
      (operation) => [operation, { ...operation, gate: 'x' }],
    ),
  'reports another final layout': (claim) => ({ ...claim, finalLayout: exchanged(claim.finalLayout) }),
  'reports another initial layout': (claim) => ({ ...claim, initialLayout: exchanged(claim.initialLayout) }),
  'exchanges two operations that do not commute': (claim) => {
    const at = claim.output.operations.findIndex(
      ({ gate, qubits }, i) =>
        gate === 'sx' && claim.output.operations[i + 1]?.gate === 'rz' && claim.output.operations[i + 1].qubits[0] === qubits[0],
    )
    const operations = [...claim.output.operations]
    ;[operations[at], operations[at + 1]] = [operations[at + 1], operations[at]]
    return { ...claim, output: claim.output.withOperations(operations) }
  },
}

/** With the middle one of the operations that fit replaced, where it matters. */
function edited(claim: Transpiled, fits: (operation: Operation) => boolean, replace: (operation: Operation) => Operation[]): Transpiled {
  const places = claim.output.operations.flatMap((operation, i) => (fits(operation) ? [i] : []))
  const at = places[places.length >> 1]
  return {
    ...claim,
    output: claim.output.withOperations(claim.output.operations.flatMap((operation, i) => (i === at ? replace(operation) : [operation]))),
  }
}

function exchanged([a, b, ...rest]: readonly number[]): number[] {
  return [b, a, ...rest]
}

describe('a broken pass that', () => {
  const dense = ['cx', 'rx', 'ry', 'rzz', 'h'] as const
  const circuits: readonly Circuit[] = [
    randomCircuit({ qubits: 4, operations: 40, seed: 11, gates: dense }),
    randomCircuit({ qubits: 9, operations: 90, seed: 12, gates: dense }),
    randomCircuit({ qubits: 5, operations: 60, seed: 13, gates: dense }).measureAll(),
    randomCircuit({ qubits: 23, operations: 250, seed: 15, gates: ['h', 's', 'cx', 'sx'] })
      .h(0)
      .measure(1, 'c')
      .measure(4, 'd'),
    randomCircuit({ qubits: 16, operations: 200, seed: 14, gates: ['h', 's', 'cx', 'sx'] }),
  ]
  test.each(Object.entries(broken))('%s is caught by every method', (name, wrong) => {
    for (const source of circuits) {
      const claim = wrong(transpiled(source))
      if (name.includes('thousandth') && source.qubitCount >= 16) continue // a Clifford circuit no more: then random states find it
      expect(certify(claim).verdict, `${source.qubitCount} qubits`).toBe('different')
    }
  })

  test('makes transpile throw and not return: an evolve that errs stands for it', () => {
    let runs = 0
    const evolve = (_: Circuit, state: Float64Array): Float64Array => (runs++ % 2 === 0 ? state : state.toReversed())
    const source = circuits[1]
    expect(() => transpile(source, { ...line(9), basis }, { verify: 'always', evolve })).toThrow("different by the method 'states'")
  })
})
