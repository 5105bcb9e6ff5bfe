/** What holds for every row, then the conventions of the two-qubit gates against formulas with operators. */
import {
  addMatrices,
  adjoint,
  complexIdentity,
  type ComplexMatrix,
  complexMatrix,
  expm,
  haarUnitary,
  isUnitary,
  kronecker,
  maxAbsDifference,
  multiply,
  RandomStream,
  scaleMatrix,
} from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { type Angle, differentiateAngle, evaluateAngle, parameter } from '../angles/index.ts'
import { Circuit } from '../Circuit.ts'
import { unitary } from '../oracles/unitary.ts'
import { gateTable } from './gateTable.ts'
import { controlCount, inverseOperation, isDiagonal } from './inverseOperation.ts'
import type { Operation, OperationName } from './Operation.ts'
import { operationMatrix } from './operationMatrix.ts'
import { operationPrimitives, type Primitive } from './primitives.ts'

const names = Object.keys(gateTable) as OperationName[]
const gates = names.filter((name) => gateTable[name].kind === 'gate')
const paulis: Record<string, ComplexMatrix> = {
  I: complexIdentity(2),
  X: complexMatrix(2, 2, [0, 0, 1, 0, 1, 0, 0, 0]),
  Y: complexMatrix(2, 2, [0, 0, 0, -1, 0, 1, 0, 0]),
  Z: complexMatrix(2, 2, [1, 0, 0, 0, 0, 0, -1, 0]),
}

/** Operations of a row with random angles, on qubits 0, 1, ...; rows for any number of qubits come in several widths. */
function samples(name: OperationName, angles?: readonly Angle[]): Operation[] {
  const random = new RandomStream(11)
  const row = gateTable[name]
  const widths = row.qubits === 'any' ? [1, 2, 3, 4] : [row.qubits]
  return widths.map((width) => ({
    gate: name,
    qubits: Array.from({ length: width }, (_, i) => i),
    angles: angles ?? Array.from({ length: row.angles }, () => 6 * random.uniform() - 3),
    ...(name === 'unitary' ? { matrix: haarUnitary(2 ** width, random) } : {}),
    ...(name === 'pauliRotation' ? { pauli: 'YXZY'.slice(0, width) } : {}),
  }))
}

const string = (letters: string): ComplexMatrix =>
  Array.from(letters).reduce((matrix, letter) => kronecker(paulis[letter], matrix), complexIdentity(1))
const product = (...matrices: readonly ComplexMatrix[]): ComplexMatrix => matrices.reduce((a, b) => multiply(a, b))
/** exp(-i angle (sum of weighted strings) / 2). */
const exponential = (angle: number, ...strings: readonly (readonly [number, string])[]): ComplexMatrix =>
  expm(
    scaleMatrix(
      strings.map(([weight, letters]) => scaleMatrix(string(letters), weight)).reduce((a, b) => addMatrices(a, b)),
      0,
      -angle / 2,
    ),
  )

/** Letters of a string on n qubits, I elsewhere. */
function spread(letters: string, qubits: readonly number[], width: number): string {
  return Array.from({ length: width }, (_, q) => (qubits.includes(q) ? letters[qubits.indexOf(q)] : 'I')).join('')
}

/** 1 on the basis states whose controls are all 1. */
function projector(controls: readonly number[], width: number): ComplexMatrix {
  const result = complexMatrix(2 ** width, 2 ** width)
  for (let i = 0; i < result.rows; i++) if (controls.every((c) => ((i >> c) & 1) === 1)) result.data[2 * i * (result.rows + 1)] = 1
  return result
}

/** The primitive's part where its controls are 1. */
function bare(primitive: Primitive, width: number, angle: number): ComplexMatrix {
  switch (primitive.kind) {
    case 'rotation':
      return exponential(angle, [1, spread(primitive.pauli, primitive.qubits, width)])
    case 'phase':
      return expm(scaleMatrix(complexIdentity(2 ** width), 0, angle))
    case 'flip':
      return string(spread('X', [primitive.target], width))
    case 'swap':
      return ['II', 'XX', 'YY', 'ZZ']
        .map((letters) => scaleMatrix(string(spread(letters, primitive.qubits, width)), 0.5))
        .reduce((a, b) => addMatrices(a, b))
    case 'matrix':
      return unitary(new Circuit(width).unitary(primitive.matrix, primitive.qubits))
  }
}

function primitiveMatrix(primitive: Primitive, width: number, values: Record<string, number> = {}): ComplexMatrix {
  const angle = 'angle' in primitive ? evaluateAngle(primitive.angle, values) : 0
  const on = projector(primitive.controls, width)
  const off = addMatrices(complexIdentity(2 ** width), scaleMatrix(on, -1))
  return addMatrices(off, multiply(on, bare(primitive, width, angle)))
}

/** Derivative with respect to the primitive's own angle: its generator times itself, where the controls are 1. */
function primitiveSlope(primitive: Primitive, width: number, values: Record<string, number>): ComplexMatrix {
  if (!('angle' in primitive)) return complexMatrix(2 ** width, 2 ** width)
  const generator =
    primitive.kind === 'rotation'
      ? scaleMatrix(string(spread(primitive.pauli, primitive.qubits, width)), 0, -0.5)
      : scaleMatrix(complexIdentity(2 ** width), 0, 1)
  return product(projector(primitive.controls, width), generator, primitiveMatrix(primitive, width, values))
}

describe.each(gates)('the row of %s', (name) => {
  const row = gateTable[name]
  const operations = samples(name)

  test('has a unitary matrix of the right size', () => {
    for (const operation of operations) {
      const matrix = operationMatrix(operation)
      expect(matrix.rows).toBe(2 ** operation.qubits.length)
      expect(isUnitary(matrix, 1e-13)).toBe(true)
    }
  })

  test('has primitives whose product is the matrix, phase included', () => {
    for (const operation of operations) {
      const width = operation.qubits.length
      const whole = operationPrimitives(operation).reduce(
        (matrix, each) => multiply(primitiveMatrix(each, width), matrix),
        complexIdentity(2 ** width),
      )
      expect(maxAbsDifference(whole, operationMatrix(operation))).toBeLessThan(1e-12)
    }
  })

  test('has an inverse that undoes it', () => {
    for (const operation of operations) {
      const circuit = new Circuit(Math.max(1, operation.qubits.length)).append(operation).append(inverseOperation(operation))
      expect(maxAbsDifference(unitary(circuit), complexIdentity(2 ** circuit.qubitCount))).toBeLessThan(1e-13)
    }
  })

  test('has generators that give the derivative of its matrix', () => {
    const values = Object.fromEntries(Array.from({ length: row.angles }, (_, i) => [`t${i}`, 0.7 - 0.9 * i]))
    for (const operation of samples(name, Object.keys(values).map(parameter))) {
      const width = operation.qubits.length
      const primitives = operationPrimitives(operation)
      const at = (symbol: string, step: number): ComplexMatrix => operationMatrix(operation, { ...values, [symbol]: values[symbol] + step })
      for (const symbol of Object.keys(values)) {
        const slopes = primitives.map((moving, i) => {
          const share = 'angle' in moving ? evaluateAngle(differentiateAngle(moving.angle, symbol), values) : 0
          const factors = primitives.map((each, j) =>
            i === j ? primitiveSlope(each, width, values) : primitiveMatrix(each, width, values),
          )
          return scaleMatrix(product(...factors.reverse()), share)
        })
        const difference = scaleMatrix(addMatrices(at(symbol, 1e-5), scaleMatrix(at(symbol, -1e-5), -1)), 1 / 2e-5)
        expect(
          maxAbsDifference(
            slopes.reduce((a, b) => addMatrices(a, b)),
            difference,
          ),
        ).toBeLessThan(1e-9)
      }
    }
  })

  test('says truly whether it is Hermitian, diagonal and Clifford', () => {
    if (row.kind !== 'gate') return
    const matrices = operations.map((operation) => operationMatrix(operation))
    expect(row.clifford === true).toBe(matrices.every(isClifford))
    if (name === 'unitary' || name === 'pauliRotation') return
    expect(row.hermitian === true).toBe(matrices.every((matrix) => maxAbsDifference(matrix, adjoint(matrix)) < 1e-14))
    expect(row.diagonal === true).toBe(
      operations.every((operation) =>
        isDiagonal({ gate: 'unitary', qubits: operation.qubits, angles: [], matrix: operationMatrix(operation) }),
      ),
    )
  })

  test('says truly which of its qubits may change places', () => {
    for (const operation of operations.filter(({ qubits }) => qubits.length > 1)) {
      const { length } = operation.qubits
      const free = row.symmetric === true ? length : controlCount(operation)
      const exchanged = (a: number, b: number): ComplexMatrix => {
        const qubits = operation.qubits.map((q) => (q === a ? b : q === b ? a : q))
        return unitary(new Circuit(length).append({ ...operation, qubits }))
      }
      for (let q = 1; q < free; q++) expect(maxAbsDifference(exchanged(q - 1, q), operationMatrix(operation))).toBeLessThan(1e-14)
      const fixed = name !== 'unitary' && name !== 'pauliRotation' && row.symmetric !== true
      if (fixed && length === 2) expect(maxAbsDifference(exchanged(0, 1), operationMatrix(operation))).toBeGreaterThan(0.1)
    }
  })

  test('does nothing where a control is 0', () => {
    for (const operation of operations) {
      const width = operation.qubits.length
      const off = addMatrices(
        complexIdentity(2 ** width),
        scaleMatrix(projector(operation.qubits.slice(0, controlCount(operation)), width), -1),
      )
      expect(maxAbsDifference(multiply(off, operationMatrix(operation)), off)).toBeLessThan(1e-14)
    }
  })

  test('names a controlled partner that is its matrix with one control in front', () => {
    if (row.kind !== 'gate' || row.controlled === undefined) return
    for (const operation of operations.filter(({ qubits }) => row.qubits === 'any' || qubits.length < 4)) {
      const width = operation.qubits.length + 1
      const partner = { ...operation, gate: row.controlled as OperationName, qubits: Array.from({ length: width }, (_, i) => i) }
      const shifted = unitary(new Circuit(width).append({ ...operation, qubits: operation.qubits.map((q) => q + 1) }))
      const on = projector([0], width)
      const off = addMatrices(complexIdentity(2 ** width), scaleMatrix(on, -1))
      expect(maxAbsDifference(operationMatrix(partner), addMatrices(off, multiply(on, shifted)))).toBeLessThan(1e-14)
    }
  })
})

test.each(names)('%s has a drawing symbol for each qubit, or one for all', (name) => {
  const { qubits, symbols, kind } = gateTable[name]
  if (kind === 'assign') expect(symbols).toEqual([name === 'setBit' ? '1' : '0'])
  else if (qubits === 'any') expect(symbols.length).toBeGreaterThan(0)
  else expect([qubits, Math.min(1, qubits)]).toContain(symbols.length)
})

test('OpenQASM names are different', () => {
  const all = names.flatMap((name) => gateTable[name].qasm ?? [])
  expect(new Set(all).size).toBe(all.length)
})

/** Whether conjugation takes each X_i and Z_i to a Pauli string up to sign: one entry of modulus 1 a row, and so on; here by overlap with all strings. */
function isClifford(matrix: ComplexMatrix): boolean {
  const width = Math.log2(matrix.rows)
  const all = Array.from({ length: 4 ** width }, (_, k) => Array.from({ length: width }, (__, q) => 'IXYZ'[(k >> (2 * q)) & 3]).join(''))
  const generators = Array.from({ length: width }, (_, q) => [spread('X', [q], width), spread('Z', [q], width)]).flat()
  return generators.every((letters) => {
    const image = product(matrix, string(letters), adjoint(matrix))
    return all.some(
      (candidate) =>
        Math.min(maxAbsDifference(image, string(candidate)), maxAbsDifference(scaleMatrix(image, -1), string(candidate))) < 1e-9,
    )
  })
}

describe('two-qubit gates are what their formulas say, the first qubit being the first letter', () => {
  const [theta, beta] = [0.83, -1.27]
  const matrixOf = (gate: OperationName, ...angles: readonly number[]): ComplexMatrix => operationMatrix({ gate, qubits: [0, 1], angles })
  const rz = (angle: number, letters: string): ComplexMatrix => exponential(angle, [1, letters])

  test.each<[OperationName, readonly number[], ComplexMatrix]>([
    ['rxx', [theta], exponential(theta, [1, 'XX'])],
    ['ryy', [theta], exponential(theta, [1, 'YY'])],
    ['rzz', [theta], exponential(theta, [1, 'ZZ'])],
    ['rzx', [theta], exponential(theta, [1, 'ZX'])],
    ['iswap', [], exponential(-Math.PI / 2, [1, 'XX'], [1, 'YY'])],
    ['ecr', [], addMatrices(scaleMatrix(string('XI'), Math.SQRT1_2), scaleMatrix(string('YX'), -Math.SQRT1_2))],
    ['dcx', [], multiply(unitary(new Circuit(2).cx(1, 0)), unitary(new Circuit(2).cx(0, 1)))],
    ['xxPlusYy', [theta, beta], product(rz(-beta, 'ZI'), exponential(theta, [0.5, 'XX'], [0.5, 'YY']), rz(beta, 'ZI'))],
    ['xxMinusYy', [theta, beta], product(rz(beta, 'IZ'), exponential(theta, [0.5, 'XX'], [-0.5, 'YY']), rz(-beta, 'IZ'))],
  ])('%s(%j)', (gate, angles, expected) => {
    expect(maxAbsDifference(matrixOf(gate, ...angles), expected)).toBeLessThan(1e-14)
  })

  test('ecr is the matrix in the documentation of Qiskit', () => {
    const root = Math.SQRT1_2
    const rows = [[0, 0, root, 0, 0, 0, 0, root], [root, 0, 0, 0, 0, -root, 0, 0], [0, 0, 0, root, 0, 0, root, 0], [0, -root, 0, 0, root, 0, 0, 0]] // prettier-ignore
    expect(maxAbsDifference(matrixOf('ecr'), complexMatrix(4, 4, rows.flat()))).toBeLessThan(1e-15)
  })

  test('sx squared is x, s squared is z, u is p ry p', () => {
    const one = (build: (circuit: Circuit) => Circuit): ComplexMatrix => unitary(build(new Circuit(1)))
    expect(
      maxAbsDifference(
        one((c) => c.sx(0).sx(0)),
        paulis.X,
      ),
    ).toBeLessThan(1e-15)
    expect(
      maxAbsDifference(
        one((c) => c.s(0).s(0)),
        paulis.Z,
      ),
    ).toBeLessThan(1e-15)
    expect(
      maxAbsDifference(
        one((c) => c.t(0).t(0)),
        one((c) => c.s(0)),
      ),
    ).toBeLessThan(1e-15)
    expect(
      maxAbsDifference(
        one((c) => c.u(0.4, 1.1, -0.6, 0)),
        one((c) => c.p(-0.6, 0).ry(0.4, 0).p(1.1, 0)),
      ),
    ).toBeLessThan(1e-15)
    expect(
      maxAbsDifference(
        one((c) => c.h(0)),
        scaleMatrix(addMatrices(paulis.X, paulis.Z), Math.SQRT1_2),
      ),
    ).toBeLessThan(1e-15)
  })
})
