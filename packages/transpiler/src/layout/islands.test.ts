/** Devices whose qubits do not all reach each other: what fits runs, with a certificate, and what does not is refused by name. */
import { readFileSync } from 'node:fs'
import { Circuit, type Operation, randomCircuit } from '@ketwork/circuit'
import { RandomStream } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { firstUnsupported } from '../conformance.ts'
import { readDevice } from '../devices/readDevice.ts'
import type { Level } from '../pipeline.ts'
import type { QubitPair, Target } from '../target.ts'
import { transpile, type TranspileResult } from '../transpile.ts'
import { CircuitDoesNotFitError, partAssignment } from './partAssignment.ts'

const basis = ['cz', 'rz', 'sx', 'x'] as const
const levels: readonly Level[] = [0, 1, 2, 3]

/** Lines of these lengths on qubits in the given order. */
function lines(sizes: readonly number[], order: ArrayLike<number>): Target {
  const coupling: QubitPair[] = []
  let start = 0
  for (const size of sizes) {
    for (let i = 1; i < size; i++) coupling.push([order[start + i - 1], order[start + i]])
    start += size
  }
  return { qubits: start, coupling, basis }
}

function lengths(sizes: readonly number[]): number[][] {
  let next = 0
  return sizes.map((size) => Array.from({ length: size }, () => next++))
}

function run(circuit: Circuit, target: Target, level: Level, seed = 1): TranspileResult {
  const result = transpile(circuit, target, { level, seed, verify: 'always' })
  expect(result.certificate.verdict).toBe('equivalent')
  expect(firstUnsupported(result.circuit, target)).toBeUndefined()
  return result
}

describe.each(levels)('level %d on a device of several connected parts', (level) => {
  test('places two pairs on two pairs', () => {
    run(new Circuit(4).h(0).cx(0, 1).h(2).cx(2, 3), lines([2, 2], [0, 1, 2, 3]), level)
    const { swaps } = run(new Circuit(4).h(0).cx(0, 3).h(2).cx(2, 1), lines([2, 2], [0, 1, 2, 3]), level)
    expect(swaps).toBe(0)
  })

  test('leaves idle parts alone, and runs one-qubit gates where nothing is coupled', () => {
    run(new Circuit(3).h(0).cx(0, 2), lines([2, 1, 3], [4, 1, 2, 0, 3, 5]), level)
    run(new Circuit(3).h(0).t(1).h(1).sx(2).measureAll(), { qubits: 3, coupling: [], basis }, level)
    run(new Circuit(3).h(0).t(1).h(1).cx(2, 0), { qubits: 3, coupling: [[1, 2]], basis }, level)
  })

  test('lets barriers, measurements and conditions go from part to part', () => {
    const circuit = new Circuit(5).h(0).cx(0, 1).barrier().cx(3, 4).barrier(1, 3).measure(1, 'c')
    run(
      circuit.when({ bits: ['c'], value: 1 }, (each) => each.x(3).cx(4, 3)),
      lines([2, 3], [0, 2, 1, 3, 4]),
      level,
    )
  })

  test('fits drawn circuits whose connected parts have the sizes of the device', () => {
    for (let seed = 0; seed < 6; seed++) {
      const random = new RandomStream(seed)
      const sizes = Array.from({ length: 2 + random.integer(3) }, () => 1 + random.integer(3))
      const all = sizes.reduce((sum, size) => sum + size, 0)
      const target = lines(sizes, random.permutation(all))
      const circuit = new Circuit(all)
      const order = random.permutation(all)
      let start = 0
      for (const size of sizes) {
        const part = randomCircuit({ qubits: size, operations: 6, seed: seed + size })
        circuit.compose(part, [...order.subarray(start, start + size)])
        start += size
      }
      run(circuit, target, level, seed)
    }
  })

  test('routes inside a part that several parts of the circuit share', () => {
    const circuit = new Circuit(6).cx(0, 2).cx(2, 4).cx(4, 0).cx(1, 5).h(3)
    for (const sizes of [[5, 1], [3, 3], [3, 2, 1]]) run(circuit, lines(sizes, [5, 3, 0, 1, 4, 2]), level) // prettier-ignore
  })

  test('borrows no qubits for wide gates from another part', () => {
    const mcx: Operation = { gate: 'mcx', qubits: [0, 1, 2, 3, 4, 5], angles: [] }
    const target = lines([6, 1], [0, 1, 2, 3, 4, 5, 6])
    const { circuit, certificate } = transpile(new Circuit(7).append(mcx).h(6), target, { level })
    expect(firstUnsupported(circuit, target)).toBeUndefined()
    expect(certificate.verdict).not.toBe('different')
  })

  test('refuses what truly has no place, with the sizes', () => {
    const target = lines([3, 3], [0, 1, 2, 3, 4, 5])
    const chain = new Circuit(6).h(0).cx(0, 2).t(2).cx(2, 3).h(2).cx(2, 5)
    expect(() => transpile(chain, target, { level })).toThrow(CircuitDoesNotFitError)
    expect(() => transpile(chain, target, { level })).toThrow(
      /have 4 and 2 x 1 qubits, those of the device 2 x 3 qubits: qubits 0, 2, 3 and 5 must reach each other/,
    )
    const pairs = new Circuit(6).cx(0, 1).cx(2, 3).cx(4, 5)
    expect(() => transpile(pairs, target, { level })).toThrow(/have 3 x 2 qubits, .* 2 x 3 qubits: they do not fit side by side/)
  })
})

describe('partAssignment', () => {
  test('finds a packing that largest first alone misses', () => {
    // 4 into 5 leaves 1: only 4 + 3 and 3 + 2 fill 7 and 5 together
    expect(partAssignment(lengths([4, 3, 3, 2]), lengths([7, 5])).map(({ length }) => length)).toEqual([7, 5])
    expect(partAssignment(lengths([6, 5, 5, 4, 4, 3, 3]), lengths([15, 15])).map(({ length }) => length)).toEqual([15, 15])
  })

  test('says for sure that there is none', () => {
    expect(() => partAssignment(lengths([4, 4, 4]), lengths([7, 5]))).toThrow('they do not fit side by side')
    expect(() => partAssignment(lengths([6, 2]), lengths([5, 5]))).toThrow(/qubits 0, 1, 2, 3, 4 and 5 must reach each other/)
  })

  test('ends in time for many parts', () => {
    const sizes = Array.from({ length: 60 }, (_, i) => 2 + (i % 7)).sort((a, b) => b - a)
    const all = sizes.reduce((sum, size) => sum + size, 0)
    expect(partAssignment(lengths(sizes), lengths([all - 97, 97])).map(({ length }) => length)).toEqual([all - 97, 97])
    expect(() =>
      partAssignment(lengths(Array.from({ length: 50 }, () => 4)), lengths(Array.from({ length: 60 }, () => 7)).slice(0, 49)),
    ).toThrow('do not fit side by side')
  })
})

describe('a device with dead pairs', () => {
  const device = JSON.parse(readFileSync(new URL('../../testdata/ibm_brisbane.json', import.meta.url), 'utf8')) as {
    undirectedEdges: QubitPair[]
    gateErrors: { ecr: Record<string, number> }
  }
  // every pair around qubits 17 and 30 fails, as qubits of Torino and Fez do
  for (const pair of Object.keys(device.gateErrors.ecr)) if (/^(17|30)-|-(17|30)$/.test(pair)) device.gateErrors.ecr[pair] = 1
  const target = readDevice(JSON.stringify(device))

  test.each([1, 2] as const)('takes a file of its full width at level %d', (level) => {
    const circuit = new Circuit(127)
    for (let qubit = 0; qubit < 127; qubit++) circuit.h(qubit)
    for (const [a, b] of target.coupling ?? []) circuit.cz(a, b)
    for (let qubit = 0; qubit < 127; qubit++) circuit.sx(qubit)
    circuit.measureAll()
    const { certificate, swaps, circuit: output, after } = transpile(circuit, target, { level })
    expect(after.twoQubitOperations).toBe(target.coupling?.length)
    expect(certificate.verdict).toBe('equivalent')
    expect(firstUnsupported(output, target)).toBeUndefined()
    expect(swaps).toBe(0)
  })

  test('refuses a chain through all of its qubits', () => {
    const chain = new Circuit(127)
    for (let qubit = 1; qubit < 127; qubit++) chain.cx(qubit - 1, qubit)
    expect(() => transpile(chain, target, { level: 1 })).toThrow(/have 127 qubits, those of the device 125 and 2 x 1 qubits/)
  })
})
