/**
 * Density matrices by the textbook: every operator is a matrix on all qubits, every channel a sum of K rho K^H, every measurement a branch.
 *
 * For a few qubits only: a step costs O(8^n). It shares nothing with any backend, not even the lowered program.
 */
import { type Circuit, gateTable, krausMatrices, type Operation, operationMatrix, type PauliSum } from '@ketwork/circuit'
import {
  addMatrices,
  adjoint,
  complexIdentity,
  type ComplexMatrix,
  complexMatrix,
  gatherBits,
  kronecker,
  multiply,
  scaleMatrix,
  trace,
} from '@ketwork/math'

/** From the classical bits (character i is `circuit.bits[i]`) to the unnormalised density matrix of the runs that read them. */
export type OracleEnsemble = ReadonlyMap<string, ComplexMatrix>

/** Runs a circuit without symbols from |0...0>. */
export function densityOracle(circuit: Circuit): OracleEnsemble {
  const qubits = circuit.qubitCount
  const start = complexMatrix(2 ** qubits, 2 ** qubits)
  start.data[0] = 1
  let ensemble = new Map([['0'.repeat(circuit.bits.length), start]])
  for (const operation of circuit.operations) {
    const after = new Map<string, ComplexMatrix>()
    for (const [bits, rho] of ensemble) {
      const branches = holds(operation, bits, circuit.bits) ? branchesOf(operation, bits, rho, circuit) : [{ bits, rho }]
      for (const branch of branches) {
        const there = after.get(branch.bits)
        after.set(branch.bits, there === undefined ? branch.rho : addMatrices(there, branch.rho))
      }
    }
    ensemble = after
  }
  return ensemble
}

/** Tr(O rho) over all branches. */
export function densityExpectation(ensemble: OracleEnsemble, observable: PauliSum): number {
  let sum = 0
  for (const rho of ensemble.values()) {
    const qubits = Math.log2(rho.rows)
    for (const { re, pauli, qubits: chosen } of observable.terms) sum += re * trace(multiply(pauliOnAll(pauli, chosen, qubits), rho))[0]
  }
  return sum
}

/** The probability of each pattern of bits: bit i of the index is `circuit.bits[i]`. */
export function bitProbabilities(ensemble: OracleEnsemble, bits: number): Float64Array {
  const result = new Float64Array(2 ** bits)
  for (const [text, rho] of ensemble) result[indexOf(text)] += trace(rho)[0]
  return result
}

/** The probability of each basis state. */
export function stateProbabilities(ensemble: OracleEnsemble): Float64Array {
  const [first] = ensemble.values()
  const result = new Float64Array(first.rows)
  for (const rho of ensemble.values()) result.forEach((_, x) => (result[x] += rho.data[2 * (x * rho.columns + x)]))
  return result
}

function indexOf(text: string): number {
  return Array.from(text).reduce((index, bit, i) => index + Number(bit) * 2 ** i, 0)
}

function holds({ condition }: Operation, bits: string, names: readonly string[]): boolean {
  if (condition === undefined) return true
  const readings = condition.bits.map((name) => bits[names.indexOf(name)])
  return BigInt(condition.value) === BigInt(`0b${readings.reverse().join('')}`)
}

interface Branch {
  readonly bits: string
  readonly rho: ComplexMatrix
}

function branchesOf(operation: Operation, bits: string, rho: ComplexMatrix, circuit: Circuit): Branch[] {
  const onAll = (matrix: ComplexMatrix) => embed(matrix, operation.qubits, circuit.qubitCount)
  const conjugated = (matrices: readonly ComplexMatrix[]) =>
    matrices.map((matrix) => multiply(multiply(onAll(matrix), rho), adjoint(onAll(matrix)))).reduce(addMatrices)
  switch (gateTable[operation.gate].kind) {
    case 'barrier':
      return [{ bits, rho }]
    case 'gate':
      return [{ bits, rho: conjugated([operationMatrix(operation)]) }]
    case 'channel':
      return [{ bits, rho: conjugated(krausMatrices(operation)) }]
    case 'assign':
      return [{ bits: write(bits, circuit.bits.indexOf(operation.bits?.[0] ?? ''), operation.gate === 'setBit' ? 1 : 0), rho }]
    case 'reset':
      return [{ bits, rho: conjugated([ZERO_ZERO, ZERO_ONE]) }]
    case 'measure':
      return [ZERO_ZERO, ONE_ONE].flatMap((projector, outcome) =>
        [0, 1].map((reading) => ({
          bits: write(bits, circuit.bits.indexOf(operation.bits?.[0] ?? ''), reading),
          rho: scaleMatrix(conjugated([projector]), readingProbability(operation, outcome, reading)),
        })),
      )
  }
}

function readingProbability({ readout }: Operation, outcome: number, reading: number): number {
  const flipped = readout === undefined ? 0 : outcome === 1 ? readout.p01 : readout.p10
  return outcome === reading ? 1 - flipped : flipped
}

function write(bits: string, index: number, value: number): string {
  return Array.from(bits)
    .map((bit, i) => (i === index ? String(value) : bit))
    .join('')
}

/** The matrix on all qubits: entry (x, y) where all other bits of x and y agree. */
function embed(matrix: ComplexMatrix, qubits: readonly number[], count: number): ComplexMatrix {
  const size = 2 ** count
  const result = complexMatrix(size, size)
  const touched = qubits.reduce((mask, qubit) => mask | (1 << qubit), 0)
  for (let x = 0; x < size; x++) {
    for (let y = 0; y < size; y++) {
      if (((x ^ y) & ~touched) !== 0) continue
      const entry = 2 * (gatherBits(x, qubits) * matrix.columns + gatherBits(y, qubits))
      result.data[2 * (x * size + y)] = matrix.data[entry]
      result.data[2 * (x * size + y) + 1] = matrix.data[entry + 1]
    }
  }
  return result
}

function pauliOnAll(pauli: string, chosen: readonly number[], qubits: number): ComplexMatrix {
  let result = complexIdentity(1)
  for (let qubit = 0; qubit < qubits; qubit++) {
    const place = chosen.indexOf(qubit)
    result = kronecker(place === -1 ? complexIdentity(2) : PAULIS[pauli[place] as 'X' | 'Y' | 'Z'], result)
  }
  return result
}

const PAULIS = {
  X: complexMatrix(2, 2, [0, 0, 1, 0, 1, 0, 0, 0]),
  Y: complexMatrix(2, 2, [0, 0, 0, -1, 0, 1, 0, 0]),
  Z: complexMatrix(2, 2, [1, 0, 0, 0, 0, 0, -1, 0]),
} as const

const ZERO_ZERO = complexMatrix(2, 2, [1, 0, 0, 0, 0, 0, 0, 0])
const ZERO_ONE = complexMatrix(2, 2, [0, 0, 1, 0, 0, 0, 0, 0])
const ONE_ONE = complexMatrix(2, 2, [0, 0, 0, 0, 0, 0, 1, 0])
