import {
  Circuit,
  gateTable,
  isConstant,
  type Operation,
  type OperationName,
  parameter,
  parameters,
  randomCircuit,
  twoQubitDepth,
  unitary,
} from '@ketwork/circuit'
import { haarUnitary, maxAbsDifference, RandomStream } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { certify } from '../certificate/certify.ts'
import { grid, heavyHex, line, ring } from '../devices/topologies.ts'
import { trivialLayout } from '../layout/startingLayouts.ts'
import { countTwoQubitOperations } from '../metrics.ts'
import { resynthesizeTwoQubitBlocks } from '../passes/resynthesizeTwoQubitBlocks.ts'
import { splitWideGates } from '../passes/splitWideGates.ts'
import type { Topology } from '../target.ts'
import { transpile } from '../transpile.ts'
import { nearCosts } from './bestBridge.ts'
import { bridge, FLIP, FROM_FIRST, FROM_SECOND, waysToBridge } from './bridges.ts'
import { areNeighbours, couplingMap } from './CouplingMap.ts'
import { type Routed, Router } from './Router.ts'
import { routedCircuit } from './routedCircuit.ts'
import { mustMeet, routingProblem } from './RoutingProblem.ts'
import { stepKind } from './routeSteps.ts'

const pairs = (Object.keys(gateTable) as OperationName[])
  .filter((gate) => gateTable[gate].kind === 'gate' && (gateTable[gate].qubits === 2 || gateTable[gate].qubits === 'any'))
  .flatMap(examples)

/** The gate between qubits 0 and 2 in both directions, with symbols where it has angles. */
function examples(gate: OperationName): Operation[] {
  return [
    [0, 2],
    [2, 0],
  ].flatMap((qubits): Operation[] => {
    // prettier-ignore
    const operation: Operation = { gate, qubits, angles: parameters('t', gateTable[gate].angles) }
    if (gate === 'unitary') return [{ ...operation, matrix: haarUnitary(4, new RandomStream(3)) }]
    if (gate === 'pauliRotation') return ['XY', 'YZ', 'ZX'].map((pauli) => ({ ...operation, pauli }))
    return [operation]
  })
}

/** The pairs that a bridge of the operation may begin with, over qubit 1. */
function starts(operation: Operation): (readonly [number, number])[] {
  const ways = waysToBridge(operation)
  return operation.qubits.flatMap((end, place) => ((ways & (FLIP | [FROM_FIRST, FROM_SECOND][place])) === 0 ? [] : [[end, 1] as const]))
}

function matrixOf(operations: readonly Operation[]): ReturnType<typeof unitary> {
  const circuit = new Circuit(3).withOperations(operations)
  return unitary(circuit.bind(Object.fromEntries(circuit.parameters.map((name, i) => [name, 0.4 + i]))))
}

function route(
  circuit: Circuit,
  topology: Topology,
  seed: number,
): { readonly routed: Routed; readonly output: Circuit; readonly bridges: number } {
  const map = couplingMap(topology.qubits, topology.coupling)
  const problem = routingProblem(circuit, seed % 2 === 0)
  const layout = trivialLayout(circuit.qubitCount)
  const options = { seed, lookahead: 20, lookaheadWeight: 0.5, costWeight: 1, decay: 0.001, guided: false, bridges: true }
  const routed = new Router(problem, map).route(layout, options)
  const output = routedCircuit(problem, circuit, layout, routed.steps, map.qubits)
  expect(output.operations.every((operation) => !mustMeet(operation) || areNeighbours(map, operation.qubits[0], operation.qubits[1]))).toBe(
    true,
  )
  return { routed, output, bridges: routed.steps.filter((step) => stepKind(step, map.qubits) === 'bridge').length }
}

describe('bridge', () => {
  const bridged = pairs.filter((operation) => waysToBridge(operation) !== 0)

  test('takes what is a CX between one-qubit gates as a flip, and carries what acts along an axis', () => {
    const names = (ways: (given: number) => boolean): string => [...new Set(pairs.filter((each) => ways(waysToBridge(each))).map(({ gate }) => gate))].sort().join(' ') // prettier-ignore
    expect(names((ways) => ways === FLIP)).toBe('ch cx cy cz ecr mcx')
    expect(names((ways) => ways > FLIP)).toBe('cp crx cry crz cs csdg csx cu mcp pauliRotation rxx ryy rzx rzz')
    expect(waysToBridge({ gate: 'cp', qubits: [0, 1], angles: [Math.PI] })).toBe(FLIP)
    expect(waysToBridge({ gate: 'rzz', qubits: [0, 1], angles: [0.1], condition: { bits: ['m'], value: 1 } })).toBe(0)
  })

  test.each(bridged)('of $gate on $qubits is the gate, whatever the state in between', (operation) => {
    const source = matrixOf([operation])
    for (const start of starts(operation)) expect(maxAbsDifference(matrixOf(bridge(operation, start)), source)).toBeLessThan(1e-12)
  })

  test.each(bridged)('of $gate on $qubits runs on neighbours, beginning with the given pair, and keeps the angles', (operation) => {
    for (const start of starts(operation)) {
      const parts = bridge(operation, start)
      const wide = parts.filter(({ qubits }) => qubits.length === 2)
      expect(wide.every(({ qubits }) => qubits.includes(1))).toBe(true)
      expect(wide[0].qubits.toSorted()).toEqual([...start].toSorted())
      const [near] = nearCosts(waysToBridge(operation))
      expect(wide.findIndex(({ qubits }) => !qubits.includes(start[0]))).toBe(near)
      expect(parts.flatMap(({ angles }) => angles).filter((angle) => !isConstant(angle))).toEqual(operation.angles)
    }
  })
})

describe('Router with bridges', () => {
  test('does what the circuit did, for random circuits with symbols and conditions', () => {
    let bridges = 0
    for (let seed = 0; seed < 60; seed++) {
      const conditions =
        seed % 3 === 0 ? { gates: ['h', 'cx', 'cz', 'rzz', 'ecr', 'measure', 'reset'] as const, conditionProbability: 0.3 } : {}
      const random = randomCircuit({ qubits: 5, operations: 20, seed, symbols: [parameter('w')], ...conditions })
      const circuit = splitWideGates(random)
      const { routed, output, bridges: made } = route(circuit, [line(5), ring(5), grid(2, 3)][seed % 3], seed)
      const claim = { source: circuit, output, initialLayout: [0, 1, 2, 3, 4], finalLayout: [...routed.positions] }
      expect(certify(claim).verdict).toBe('equivalent')
      bridges += made
    }
    expect(bridges).toBeGreaterThan(20)
  })

  test('reckons the gates and layers of the routed circuit', () => {
    let bridges = 0
    for (let seed = 0; seed < 20; seed++) {
      const circuit = flipsBetweenTurns(9, 40, seed)
      const { routed, output, bridges: made } = route(circuit, [line(9), grid(3, 3), heavyHex(3)][seed % 3], seed)
      const shortest = resynthesizeTwoQubitBlocks(output, ['cx', 'u'])
      expect([routed.cost, routed.depth]).toEqual([countTwoQubitOperations(shortest), twoQubitDepth(shortest)])
      bridges += made
    }
    expect(bridges).toBeGreaterThan(20)
  })
})

/** CX with one-qubit gates on both sides that let no two of them merge by chance. */
function flipsBetweenTurns(qubits: number, flips: number, seed: number): Circuit {
  const random = new RandomStream(seed)
  const circuit = new Circuit(qubits)
  for (let i = 0; i < flips; i++) {
    const [a, b] = random.permutation(qubits)
    circuit.cx(a, b)
    for (const qubit of [a, b]) circuit.unitary(haarUnitary(2, random), [qubit])
  }
  return circuit
}

describe('transpile', () => {
  test('bridges the one gate that does not fit a circuit that otherwise does', () => {
    const circuit = new Circuit(6)
    const layer = (angle: number): void => {
      for (let qubit = 0; qubit < 5; qubit++) circuit.rx(angle + qubit, qubit).cx(qubit, qubit + 1)
    }
    layer(0.3)
    layer(0.5)
    circuit.cx(1, 3)
    layer(0.7)
    layer(0.9)
    const { after, swaps, bridges, certificate } = transpile(circuit, { ...line(6), basis: ['cx', 'rz', 'sx', 'x'] })
    expect({ swaps, bridges, gates: after.twoQubitOperations, verdict: certificate.verdict }).toEqual({
      swaps: 0,
      bridges: 1,
      gates: 24,
      verdict: 'equivalent',
    })
  })
})
