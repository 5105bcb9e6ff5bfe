/** Circuits with measurement, reset, conditions, readout error and every channel, that the dynamic cases run. */
import { Circuit, gateTable, type OperationName } from '@ketwork/circuit'
import type { RandomStream } from '@ketwork/math'
import { drawCircuit, drawQubits } from './drawnCircuits.ts'

/** A random state of 3 qubits, made by gates. */
function prepared(): Circuit {
  return new Circuit(3).ry(0.9, 0).rx(-1.3, 1).ry(2.1, 2).cx(0, 1).crx(1.1, 1, 2).rz(0.4, 0).h(1)
}

/** Turned before it is looked at, so that every error shows in some observable. */
function finished(circuit: Circuit): Circuit {
  return circuit.ry(0.6, 0).rx(0.8, 1).cx(1, 2).rz(-0.7, 2).ry(1.2, 2)
}

/** Name and circuit, all on 3 qubits without symbols. */
export const DYNAMIC_CIRCUITS: readonly (readonly [name: string, circuit: Circuit])[] = [
  ['a measurement in the middle', finished(prepared().measure(1, 'a'))],
  ['measurements at the end', prepared().measureAll()],
  ['two measurements into one bit', finished(prepared().measure(0, 'a').ry(1.0, 0).measure(0, 'a'))],
  ['teleportation', teleportation()],
  [
    'a condition on a bit that reads 0',
    finished(
      prepared()
        .measure(0, 'a')
        .when({ bits: ['a'], value: 0 }, (then) => then.h(2).cx(2, 1)),
    ),
  ],
  [
    'a condition on two bits, the first the least significant',
    finished(
      prepared()
        .measure(0, 'a')
        .measure(1, 'b')
        .when({ bits: ['b', 'a'], value: 2 }, (then) => then.rx(1.9, 2).x(0)),
    ),
  ],
  [
    'a condition on a register of 64 bits, three of them measured',
    finished(
      prepared()
        .measure(0, 'c[0]')
        .measure(1, 'c[53]')
        .measure(2, 'c[63]')
        .when({ bits: register(64), value: 2n ** 63n + 1n }, (then) => then.h(2).x(0))
        .when({ bits: register(64), value: 2 ** 53 - 1 }, (then) => then.x(1)),
    ),
  ],
  [
    'a measurement, a reset and a channel under conditions',
    finished(
      prepared()
        .measure(0, 'a')
        .when({ bits: ['a'], value: 1 }, (then) => then.measure(1, 'b').reset(2).amplitudeDamping(0.5, 1)),
    ),
  ],
  [
    'bits that are assigned, with and without a condition, and read',
    finished(
      prepared()
        .measure(0, 'a')
        .measure(1, 'b')
        .setBit('differ')
        .when({ bits: ['a', 'b'], value: 3 }, (then) => then.clearBit('differ'))
        .when({ bits: ['a', 'b'], value: 0 }, (then) => then.clearBit('differ'))
        .when({ bits: ['differ'], value: 1 }, (then) => then.rx(1.1, 2).measure(2, 'a'))
        .clearBit('b'),
    ),
  ],
  ['a measured bit that is assigned at the end', prepared().measure(0, 'a').measure(1, 'b').setBit('a')],
  [
    'a bit that turns itself round',
    finished(
      prepared()
        .measure(0, 'a')
        .when({ bits: ['a'], value: 1 }, (then) => then.clearBit('a')),
    ),
  ],
  ['a reset of an entangled qubit', finished(prepared().reset(1))],
  ['a reset before anything else and two after', finished(new Circuit(3).reset(0).compose(prepared()).reset(2).ry(0.5, 2).reset(2))],
  [
    'readout error',
    prepared()
      .measure(0, 'a', { readout: { p01: 0.2, p10: 0.1 } })
      .measure(1, 'b', { readout: { p01: 0, p10: 0.3 } }),
  ],
  [
    'readout error that a condition believes',
    finished(
      prepared()
        .measure(0, 'a', { readout: { p01: 0.3, p10: 0.15 } })
        .when({ bits: ['a'], value: 1 }, (then) => then.x(0)),
    ),
  ],
  ['channel depolarizing', finished(prepared().depolarizing(0.3, 1))],
  ['channel depolarizing2', finished(prepared().depolarizing2(0.4, 2, 0))],
  ['channel amplitudeDamping', finished(prepared().amplitudeDamping(0.35, 0))],
  ['channel phaseDamping', finished(prepared().phaseDamping(0.45, 2))],
  ['channel pauliChannel', finished(prepared().pauliChannel(0.1, 0.2, 0.25, 1))],
  ['channel thermalRelaxation', finished(prepared().thermalRelaxation({ t1: 50, t2: 70, time: 30, excitedPopulation: 0.2 }, 1))],
  [
    'channels one after the other',
    finished(prepared().depolarizing(0.2, 0).phaseDamping(0.3, 0).depolarizing2(0.2, 0, 1).amplitudeDamping(0.4, 2)),
  ],
]

/** The channels of the table that no circuit above has. */
export function channelsWithoutCircuit(): OperationName[] {
  const tried = new Set(DYNAMIC_CIRCUITS.flatMap(([, circuit]) => circuit.operations.map(({ gate }) => gate)))
  return (Object.keys(gateTable) as OperationName[]).filter((name) => gateTable[name].kind === 'channel' && !tried.has(name))
}

/** Bits 'c[0]' to `c[width - 1]`. */
function register(width: number): string[] {
  return Array.from({ length: width }, (_, i) => `c[${i}]`)
}

/** Sends the state ry(0.9) rz(0.7) |0> from qubit 0 to qubit 2. */
export function teleportation(): Circuit {
  return new Circuit(3)
    .ry(0.9, 0)
    .rz(0.7, 0)
    .h(1)
    .cx(1, 2)
    .cx(0, 1)
    .h(0)
    .measure(0, 'z')
    .measure(1, 'x')
    .when({ bits: ['x'], value: 1 }, (then) => then.x(2))
    .when({ bits: ['z'], value: 1 }, (then) => then.z(2))
}

/**
 * Writes a pattern into a register of any width by flips of qubit 0, then flips qubit 1 where the register reads just that: 'met' reads 1. It does not flip
 * it back where the highest bit would have to be 0: 'missed' reads 1 too.
 */
export function wideCondition(width: number): Circuit {
  const bits = register(width)
  const pattern = bits.map((_, i) => Number(i % 3 === 0 || i === width - 1))
  const value = BigInt(`0b${pattern.toReversed().join('')}`)
  const circuit = new Circuit(2)
  bits.forEach((bit, i) => {
    if (pattern[i] !== (i === 0 ? 0 : pattern[i - 1])) circuit.x(0)
    circuit.measure(0, bit)
  })
  return circuit
    .when({ bits, value }, (then) => then.x(1))
    .measure(1, 'met')
    .when({ bits, value: value ^ (1n << BigInt(width - 1)) }, (then) => then.x(1))
    .measure(1, 'missed')
}

/** Gates, measurements, resets, channels and conditions in random order. */
export function drawDynamicCircuit(random: RandomStream, qubits = 3): Circuit {
  const circuit = drawCircuit({ qubits, operations: 4, random })
  for (let i = 0; i < 5; i++) {
    const [a, b] = drawQubits(2, qubits, random)
    const part = drawCircuit({ qubits, operations: 2, random })
    const steps: readonly (() => unknown)[] = [
      () => circuit.measure(a, `c[${random.integer(3)}]`),
      () => circuit.reset(a),
      () => circuit.depolarizing2(0.5 * random.uniform(), a, b),
      () => circuit.amplitudeDamping(random.uniform(), a),
      () => circuit.measure(a, 'm', { readout: { p01: random.uniform() / 2, p10: random.uniform() / 2 } }),
      () => circuit.measure(b, 'm').when({ bits: ['m'], value: random.integer(2) }, (then) => then.h(a).cx(a, b)),
    ]
    steps[random.integer(steps.length)]()
    circuit.compose(part)
  }
  return circuit
}
