/**
 * The gate table: all that is known about a gate or channel stands in its row, and nowhere else.
 *
 * `Circuit` takes its methods from the rows, OpenQASM its names, drawings their symbols, lowering the primitives, and the tests walk over them. To add a
 * gate, add a row. Conventions: rotations are exp(-i angle P / 2); bit i of a matrix index is `qubits[i]`; the comment on a row is the
 * documentation of its method. Two-qubit gates are Qiskit's, with the first qubit as the least significant one.
 */
import { adjoint, type ComplexMatrix, isUnitary } from '@ketwork/math'
import { type Angle, negate, times } from '../angles/angle.ts'
import * as given from './arguments.ts'
import * as channels from './channels.ts'
import type { GateRow, UnitaryRow } from './GateRow.ts'
import { controlledMatrix, eulerMatrix, exchangeMatrix, interleavedMatrix, phases, realMatrix, rotationMatrix } from './matrices.ts'
import type { OperationFields, OperationName } from './Operation.ts'
import { dense, exchange, flip, phase, type Primitive, rotation } from './Primitive.ts'

const HALF = Math.PI / 2
const QUARTER = Math.PI / 4
const ROOT = Math.SQRT1_2
const UNITARY_TOLERANCE = 1e-8

const X = (): ComplexMatrix => realMatrix(0, 1, 1, 0)
const Y = (): ComplexMatrix => interleavedMatrix(0, 0, 0, -1, 0, 1, 0, 0)
const H = (): ComplexMatrix => realMatrix(ROOT, ROOT, ROOT, -ROOT)
const SX = (): ComplexMatrix => interleavedMatrix(0.5, 0.5, 0.5, -0.5, 0.5, -0.5, 0.5, 0.5)
const SWAP = (): ComplexMatrix => realMatrix(1, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1)
const ECR = (): ComplexMatrix =>
  interleavedMatrix(
    ...[0, 0, ROOT, 0, 0, 0, 0, ROOT],
    ...[ROOT, 0, 0, 0, 0, -ROOT, 0, 0],
    ...[0, 0, 0, ROOT, 0, 0, ROOT, 0],
    ...[0, -ROOT, 0, 0, ROOT, 0, 0, 0],
  )

const onQubit = { kind: 'gate', qubits: 1, controls: 0, angles: 0, build: given.oneQubit } as const
const onPair = { kind: 'gate', qubits: 2, controls: 0, angles: 0, build: given.twoQubits } as const
const onTarget = { kind: 'gate', qubits: 2, controls: 1, angles: 0, build: given.oneControl } as const
const onThree = { kind: 'gate', qubits: 3, controls: 2, angles: 0, build: given.twoControls } as const

const negateAngles = ({ angles, ...fields }: OperationFields): OperationFields => ({ ...fields, angles: angles.map(negate) })

/** e^(i angle) where all qubits are 1; `angle` is a constant, or the operation's own when omitted. */
function phaseOnAll(angle?: number): Pick<UnitaryRow, 'matrix' | 'primitives' | 'diagonal' | 'symmetric'> {
  return {
    matrix: ({ qubits, angles }) => controlledMatrix(phases(0, angle ?? angles[0]), qubits.length - 1),
    primitives: ({ qubits, angles }) => [phase(angle ?? angles[0], qubits)],
    diagonal: true,
    symmetric: true,
  }
}

/** exp(-i angle P / 2) on the last letters.length qubits, controlled by those before. */
function rotationAbout(letters: string, controls = 0) {
  return {
    kind: 'gate' as const,
    controls,
    angles: 1 as const,
    matrix: ({ angles: [t] }: { readonly angles: readonly number[] }): ComplexMatrix =>
      controlledMatrix(rotationMatrix(letters, t), controls),
    primitives: ({ qubits, angles: [t] }: OperationFields): Primitive[] => [
      rotation(letters, t, qubits.slice(controls), qubits.slice(0, controls)),
    ],
    inverse: negateAngles,
  }
}

function eulerPrimitives([theta, phi, lambda]: readonly Angle[], target: number, controls: readonly number[]): Primitive[] {
  return [phase(lambda, [...controls, target]), rotation('Y', theta, [target], controls), phase(phi, [...controls, target])]
}

/** exp(-i (xx XX + yy YY) / 2) between rz(beta) and rz(-beta) on the first of two qubits. */
function exchangePrimitives([a, b]: readonly number[], xx: Angle, yy: Angle, beta: Angle): Primitive[] {
  return [rotation('Z', beta, [a]), rotation('XX', xx, [a, b]), rotation('YY', yy, [a, b]), rotation('Z', negate(beta), [a])]
}

function halved(angle: Angle): Angle {
  return times(0.5, angle)
}

function checkMatrix(fields: OperationFields): void {
  const { matrix } = fields
  const { length } = targetsOf(fields)
  const size = 2 ** length
  if (matrix === undefined) throw new TypeError(`a unitary needs a ${size} x ${size} matrix`)
  if (matrix.rows !== size || matrix.columns !== size) {
    throw new RangeError(`the matrix is ${matrix.rows} x ${matrix.columns}: on ${length} qubits it must be ${size} x ${size}`)
  }
  if (!isUnitary(matrix, UNITARY_TOLERANCE)) throw new RangeError('the matrix is not unitary: M M^dagger must be the identity within 1e-8')
}

function checkPauli(fields: OperationFields): void {
  const { pauli } = fields
  const { length } = targetsOf(fields)
  if (typeof pauli !== 'string' || !/^[XYZ]+$/.test(pauli)) {
    throw new RangeError(
      `the Pauli string is '${String(pauli)}': it must be letters X, Y and Z, one a qubit; leave out qubits with the identity`,
    )
  }
  if (pauli.length !== length) throw new RangeError(`'${pauli}' has ${pauli.length} letters for ${length} qubits: one a qubit is needed`)
}

/** The qubits behind those that `controls` counts. */
function targetsOf({ qubits, controls = 0 }: OperationFields): readonly number[] {
  return controls === 0 ? qubits : qubits.slice(controls)
}

function controlsOf({ qubits, controls = 0 }: OperationFields): readonly number[] {
  return qubits.slice(0, controls)
}

function checkWrittenBit(what: string, bits: readonly string[] = []): void {
  if (bits.length !== 1 || typeof bits[0] !== 'string' || bits[0] === '')
    throw new TypeError(`${what} writes one named bit, got ${JSON.stringify(bits)}`)
}

function checkAssignment({ bits }: OperationFields): void {
  checkWrittenBit('an assignment', bits)
}

function checkMeasurement({ bits, readout }: OperationFields): void {
  checkWrittenBit('a measurement', bits)
  if (readout === undefined) return
  channels.checkProbability('readout.p01', readout.p01)
  channels.checkProbability('readout.p10', readout.p10)
}

function inverseUnitary({ matrix, ...fields }: OperationFields): OperationFields {
  return matrix === undefined ? fields : { ...fields, matrix: adjoint(matrix) }
}

function givenMatrix({ matrix }: OperationFields): ComplexMatrix {
  if (matrix === undefined) throw new TypeError('a unitary needs a matrix')
  return matrix
}

/** The rows as literals, from which names and methods take their types; read `gateTable` instead. */
const gateRows = {
  /** Identity. */
  i: {
    ...onQubit,
    matrix: () => realMatrix(1, 0, 0, 1),
    primitives: () => [],
    inverse: 'i',
    hermitian: true,
    diagonal: true,
    clifford: true,
    qasm: 'id',
    symbols: ['I'],
  },
  /** Pauli X: exchanges |0> and |1>. */
  x: {
    ...onQubit,
    matrix: X,
    primitives: ({ qubits: [q] }) => [flip([], q)],
    inverse: 'x',
    controlled: 'cx',
    hermitian: true,
    clifford: true,
    qasm: 'x',
    symbols: ['X'],
  },
  /** Pauli Y. */
  y: {
    ...onQubit,
    matrix: Y,
    primitives: ({ qubits }) => [dense(Y(), qubits)],
    inverse: 'y',
    controlled: 'cy',
    hermitian: true,
    clifford: true,
    qasm: 'y',
    symbols: ['Y'],
  },
  /** Pauli Z: a minus sign on |1>. */
  z: { ...onQubit, ...phaseOnAll(Math.PI), inverse: 'z', controlled: 'cz', hermitian: true, clifford: true, qasm: 'z', symbols: ['Z'] },
  /** Hadamard. */
  h: {
    ...onQubit,
    matrix: H,
    primitives: ({ qubits }) => [dense(H(), qubits)],
    inverse: 'h',
    controlled: 'ch',
    hermitian: true,
    clifford: true,
    qasm: 'h',
    symbols: ['H'],
  },
  /** Phase i on |1>, the square root of Z. */
  s: { ...onQubit, ...phaseOnAll(HALF), inverse: 'sdg', controlled: 'cs', clifford: true, qasm: 's', symbols: ['S'] },
  /** Phase -i on |1>, the inverse of `s`. */
  sdg: { ...onQubit, ...phaseOnAll(-HALF), inverse: 's', controlled: 'csdg', clifford: true, qasm: 'sdg', symbols: ['S†'] },
  /** Phase e^(i pi/4) on |1>, the square root of S. */
  t: { ...onQubit, ...phaseOnAll(QUARTER), inverse: 'tdg', qasm: 't', symbols: ['T'] },
  /** Phase e^(-i pi/4) on |1>, the inverse of `t`. */
  tdg: { ...onQubit, ...phaseOnAll(-QUARTER), inverse: 't', qasm: 'tdg', symbols: ['T†'] },
  /** Square root of X: e^(i pi/4) rx(pi/2). */
  sx: {
    ...onQubit,
    matrix: SX,
    primitives: ({ qubits }) => [dense(SX(), qubits)],
    inverse: 'sxdg',
    controlled: 'csx',
    clifford: true,
    qasm: 'sx',
    symbols: ['√X'],
  },
  /** Inverse of `sx`. */
  sxdg: {
    ...onQubit,
    matrix: () => adjoint(SX()),
    primitives: ({ qubits }) => [dense(adjoint(SX()), qubits)],
    inverse: 'sx',
    clifford: true,
    qasm: 'sxdg',
    symbols: ['√X†'],
  },
  /** exp(-i angle X / 2). */
  rx: { qubits: 1, ...rotationAbout('X'), build: given.angleOnQubit, controlled: 'crx', qasm: 'rx', symbols: ['RX'] },
  /** exp(-i angle Y / 2). */
  ry: { qubits: 1, ...rotationAbout('Y'), build: given.angleOnQubit, controlled: 'cry', qasm: 'ry', symbols: ['RY'] },
  /** exp(-i angle Z / 2). */
  rz: { qubits: 1, ...rotationAbout('Z'), build: given.angleOnQubit, controlled: 'crz', diagonal: true, qasm: 'rz', symbols: ['RZ'] },
  /** Phase e^(i angle) on |1>. */
  p: {
    ...onQubit,
    ...phaseOnAll(),
    angles: 1,
    build: given.angleOnQubit,
    inverse: negateAngles,
    controlled: 'cp',
    qasm: 'p',
    symbols: ['P'],
  },
  /** The general one-qubit gate p(phi) ry(theta) p(lambda): [[cos, -e^(i lambda) sin], [e^(i phi) sin, e^(i (phi + lambda)) cos]] of theta / 2. */
  u: {
    ...onQubit,
    angles: 3,
    build: given.eulerAngles,
    matrix: ({ angles: [theta, phi, lambda] }) => eulerMatrix(theta, phi, lambda),
    primitives: ({ qubits: [q], angles }) => eulerPrimitives(angles, q, []),
    inverse: ({ qubits, angles: [theta, phi, lambda] }) => ({ qubits, angles: [negate(theta), negate(lambda), negate(phi)] }),
    qasm: 'u',
    symbols: ['U'],
  },

  /** Controlled X. */
  cx: {
    ...onTarget,
    matrix: () => controlledMatrix(X()),
    primitives: ({ qubits: [c, t] }) => [flip([c], t)],
    inverse: 'cx',
    controlled: 'ccx',
    hermitian: true,
    clifford: true,
    qasm: 'cx',
    symbols: ['●', '⊕'],
  },
  /** Controlled Y. */
  cy: {
    ...onTarget,
    matrix: () => controlledMatrix(Y()),
    primitives: ({ qubits: [c, t] }) => [dense(Y(), [t], [c])],
    inverse: 'cy',
    hermitian: true,
    clifford: true,
    qasm: 'cy',
    symbols: ['●', 'Y'],
  },
  /** Controlled Z: a minus sign on |11>. */
  cz: {
    ...onTarget,
    ...phaseOnAll(Math.PI),
    inverse: 'cz',
    controlled: 'ccz',
    hermitian: true,
    clifford: true,
    qasm: 'cz',
    symbols: ['●', '●'],
  },
  /** Controlled Hadamard. */
  ch: {
    ...onTarget,
    matrix: () => controlledMatrix(H()),
    primitives: ({ qubits: [c, t] }) => [dense(H(), [t], [c])],
    inverse: 'ch',
    hermitian: true,
    qasm: 'ch',
    symbols: ['●', 'H'],
  },
  /** Controlled S: phase i on |11>. */
  cs: { ...onTarget, ...phaseOnAll(HALF), inverse: 'csdg', qasm: 'cs', symbols: ['●', 'S'] },
  /** Inverse of `cs`. */
  csdg: { ...onTarget, ...phaseOnAll(-HALF), inverse: 'cs', qasm: 'csdg', symbols: ['●', 'S†'] },
  /** Controlled square root of X. */
  csx: {
    ...onTarget,
    matrix: () => controlledMatrix(SX()),
    primitives: ({ qubits: [c, t] }) => [dense(SX(), [t], [c])],
    inverse: { gate: 'cu', angles: [-HALF, -HALF, HALF, -QUARTER] }, // sxdg = e^(-i pi/4) rx(-pi/2)
    qasm: 'csx',
    symbols: ['●', '√X'],
  },
  /** Phase e^(i angle) on |11>. */
  cp: { ...onTarget, ...phaseOnAll(), angles: 1, build: given.angleOnTarget, inverse: negateAngles, qasm: 'cp', symbols: ['●', 'P'] },
  /** Controlled rx. */
  crx: { qubits: 2, ...rotationAbout('X', 1), build: given.angleOnTarget, qasm: 'crx', symbols: ['●', 'RX'] },
  /** Controlled ry. */
  cry: { qubits: 2, ...rotationAbout('Y', 1), build: given.angleOnTarget, qasm: 'cry', symbols: ['●', 'RY'] },
  /** Controlled rz. */
  crz: { qubits: 2, ...rotationAbout('Z', 1), build: given.angleOnTarget, diagonal: true, qasm: 'crz', symbols: ['●', 'RZ'] },
  /** Controlled e^(i gamma) u(theta, phi, lambda). */
  cu: {
    ...onTarget,
    angles: 4,
    build: given.controlledEulerAngles,
    matrix: ({ angles: [theta, phi, lambda, gamma] }) => controlledMatrix(eulerMatrix(theta, phi, lambda, gamma)),
    primitives: ({ qubits: [c, t], angles }) => [...eulerPrimitives(angles, t, [c]), phase(angles[3], [c])],
    inverse: ({ qubits, angles: [theta, phi, lambda, gamma] }) => ({ qubits, angles: [theta, lambda, phi, gamma].map(negate) }),
    qasm: 'cu',
    symbols: ['●', 'U'],
  },

  /** Exchanges two qubits. */
  swap: {
    ...onPair,
    matrix: SWAP,
    primitives: ({ qubits: [a, b] }) => [exchange(a, b)],
    inverse: 'swap',
    controlled: 'cswap',
    hermitian: true,
    clifford: true,
    symmetric: true,
    qasm: 'swap',
    symbols: ['×', '×'],
  },
  /** exp(i pi (XX + YY) / 4): exchanges two qubits with a phase i on |01> and |10>. */
  iswap: {
    ...onPair,
    matrix: () => exchangeMatrix(1, 2, -HALF, 0),
    primitives: ({ qubits: [a, b] }) => [phase(HALF, [a]), phase(HALF, [b]), phase(Math.PI, [a, b]), exchange(a, b)],
    inverse: { gate: 'xxPlusYy', angles: [Math.PI, 0] },
    clifford: true,
    symmetric: true,
    qasm: 'iswap',
    symbols: ['iSWAP'],
  },
  /** Echoed cross-resonance (X_a - Y_a X_b) / sqrt(2), a being the first qubit. */
  ecr: {
    ...onPair,
    matrix: ECR,
    primitives: ({ qubits }) => [dense(ECR(), qubits)],
    inverse: 'ecr',
    hermitian: true,
    clifford: true,
    qasm: 'ecr',
    symbols: ['ECR'],
  },
  /** cx(a, b), then cx(b, a). */
  dcx: {
    ...onPair,
    matrix: () => realMatrix(1, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 1, 0),
    primitives: ({ qubits: [a, b] }) => [flip([a], b), flip([b], a)],
    inverse: ({ qubits: [a, b] }) => ({ qubits: [b, a], angles: [] }),
    clifford: true,
    qasm: 'dcx',
    symbols: ['DCX'],
  },
  /** exp(-i angle X_a X_b / 2). */
  rxx: { qubits: 2, ...rotationAbout('XX'), build: given.angleOnPair, symmetric: true, qasm: 'rxx', symbols: ['RXX'] },
  /** exp(-i angle Y_a Y_b / 2). */
  ryy: { qubits: 2, ...rotationAbout('YY'), build: given.angleOnPair, symmetric: true, qasm: 'ryy', symbols: ['RYY'] },
  /** exp(-i angle Z_a Z_b / 2). */
  rzz: { qubits: 2, ...rotationAbout('ZZ'), build: given.angleOnPair, diagonal: true, symmetric: true, qasm: 'rzz', symbols: ['RZZ'] },
  /** exp(-i angle Z_a X_b / 2). */
  rzx: { qubits: 2, ...rotationAbout('ZX'), build: given.angleOnPair, qasm: 'rzx', symbols: ['RZX'] },
  /** rz_a(-beta) exp(-i theta (XX + YY) / 4) rz_a(beta), the rightmost first: turns |01> and |10> into each other. */
  xxPlusYy: {
    ...onPair,
    angles: 2,
    build: given.exchangeAngles,
    matrix: ({ angles: [theta, beta] }) => exchangeMatrix(1, 2, theta / 2, beta),
    primitives: ({ qubits, angles: [theta, beta] }) => exchangePrimitives(qubits, halved(theta), halved(theta), beta),
    inverse: ({ qubits, angles: [theta, beta] }) => ({ qubits, angles: [negate(theta), beta] }),
    qasm: 'xx_plus_yy',
    symbols: ['XX+YY'],
  },
  /** rz_b(beta) exp(-i theta (XX - YY) / 4) rz_b(-beta), the rightmost first: turns |00> and |11> into each other. */
  xxMinusYy: {
    ...onPair,
    angles: 2,
    build: given.exchangeAngles,
    matrix: ({ angles: [theta, beta] }) => exchangeMatrix(0, 3, theta / 2, beta),
    primitives: ({ qubits: [a, b], angles: [theta, beta] }) =>
      exchangePrimitives([b, a], halved(theta), negate(halved(theta)), negate(beta)),
    inverse: ({ qubits, angles: [theta, beta] }) => ({ qubits, angles: [negate(theta), beta] }),
    symmetric: true,
    qasm: 'xx_minus_yy',
    symbols: ['XX-YY'],
  },

  /** Toffoli: X with two controls. */
  ccx: {
    ...onThree,
    matrix: () => controlledMatrix(X(), 2),
    primitives: ({ qubits: [a, b, t] }) => [flip([a, b], t)],
    inverse: 'ccx',
    controlled: 'mcx',
    hermitian: true,
    qasm: 'ccx',
    symbols: ['●', '●', '⊕'],
  },
  /** A minus sign on |111>. */
  ccz: { ...onThree, ...phaseOnAll(Math.PI), inverse: 'ccz', hermitian: true, qasm: 'ccz', symbols: ['●', '●', '●'] },
  /** Fredkin: exchanges two qubits where the first is 1. */
  cswap: {
    ...onThree,
    controls: 1,
    build: given.controlledPair,
    matrix: () => controlledMatrix(SWAP()),
    primitives: ({ qubits: [c, a, b] }) => [exchange(a, b, [c])],
    inverse: 'cswap',
    hermitian: true,
    qasm: 'cswap',
    symbols: ['●', '×', '×'],
  },
  /** X with any number of controls. */
  mcx: {
    ...onQubit,
    qubits: 'any',
    controls: 'all but last',
    build: given.manyControls,
    matrix: ({ qubits }) => controlledMatrix(X(), qubits.length - 1),
    primitives: ({ qubits }) => [flip(qubits.slice(0, -1), qubits[qubits.length - 1])],
    inverse: 'mcx',
    controlled: 'mcx',
    hermitian: true,
    symbols: ['●', '⊕'],
  },
  /** Phase e^(i angle) where all controls and the target are 1. */
  mcp: {
    ...onQubit,
    ...phaseOnAll(),
    qubits: 'any',
    controls: 'all but last',
    angles: 1,
    build: given.angleOnManyControls,
    inverse: negateAngles,
    controlled: 'mcp',
    symbols: ['●', 'P'],
  },
  /** Any unitary matrix, where the controls are 1: bit i of its index is `qubits[i]`. */
  unitary: {
    ...onQubit,
    qubits: 'any',
    controls: 'given',
    build: given.matrixOnQubits,
    check: checkMatrix,
    matrix: (fields) => controlledMatrix(givenMatrix(fields), fields.controls ?? 0),
    primitives: (fields) => [dense(givenMatrix(fields), targetsOf(fields), controlsOf(fields))],
    inverse: inverseUnitary,
    symbols: ['Unitary'],
  },
  /** exp(-i angle P / 2) on a Pauli string, where the controls are 1: letter i, one of X, Y and Z, acts on `qubits[i]`. */
  pauliRotation: {
    ...onQubit,
    qubits: 'any',
    controls: 'given',
    angles: 1,
    build: given.angleOnPauli,
    check: checkPauli,
    matrix: ({ angles: [t], pauli = '', controls = 0 }) => controlledMatrix(rotationMatrix(pauli, t), controls),
    primitives: (fields) => [rotation(fields.pauli ?? '', fields.angles[0], targetsOf(fields), controlsOf(fields))],
    inverse: negateAngles,
    symbols: ['exp'],
  },
  /** e^(i angle) on everything. */
  globalPhase: {
    ...onQubit,
    qubits: 0,
    angles: 1,
    build: given.angleAlone,
    matrix: ({ angles: [t] }) => phases(t),
    primitives: ({ angles: [t] }) => [phase(t, [])],
    inverse: negateAngles,
    controlled: 'p',
    diagonal: true,
    clifford: true,
    symbols: [],
  },

  /** Keeps what is before it before what is after it, on these qubits; without qubits on all. */
  barrier: { kind: 'barrier', qubits: 'any', controls: 0, angles: 0, build: given.anyQubits, symbols: ['░'] },
  /** Measures a qubit in the computational basis and writes the outcome to a named bit, optionally with readout errors. */
  measure: { kind: 'measure', qubits: 1, controls: 0, angles: 0, build: given.measurement, check: checkMeasurement, symbols: ['M'] },
  /** Brings a qubit to |0>, whatever it was. */
  reset: { kind: 'reset', qubits: 1, controls: 0, angles: 0, build: given.oneQubit, symbols: ['|0>'] },
  /** Writes 0 to a named bit. */
  clearBit: { kind: 'assign', qubits: 0, controls: 0, angles: 0, build: given.bitAlone, check: checkAssignment, symbols: ['0'] },
  /** Writes 1 to a named bit. */
  setBit: { kind: 'assign', qubits: 0, controls: 0, angles: 0, build: given.bitAlone, check: checkAssignment, symbols: ['1'] },

  /** With this probability X, Y or Z, each as likely. */
  depolarizing: {
    kind: 'channel',
    qubits: 1,
    controls: 0,
    angles: 0,
    build: given.rateOnQubit,
    check: channels.checkProbabilities('probability'),
    kraus: ([p]) => channels.depolarizingKraus(1, p),
    symbols: ['Depolarizing'],
  },
  /** With this probability one of the 15 Pauli errors on two qubits, each as likely. */
  depolarizing2: {
    kind: 'channel',
    qubits: 2,
    controls: 0,
    angles: 0,
    build: given.rateOnPair,
    check: channels.checkProbabilities('probability'),
    kraus: ([p]) => channels.depolarizingKraus(2, p),
    symmetric: true,
    symbols: ['Depolarizing'],
  },
  /** Decay of |1> to |0> with this probability, gamma. */
  amplitudeDamping: {
    kind: 'channel',
    qubits: 1,
    controls: 0,
    angles: 0,
    build: given.rateOnQubit,
    check: channels.checkProbabilities('gamma'),
    kraus: ([gamma]) => channels.amplitudeDampingKraus(gamma),
    symbols: ['Damping'],
  },
  /** Loss of coherence: off-diagonal entries shrink by sqrt(1 - lambda). */
  phaseDamping: {
    kind: 'channel',
    qubits: 1,
    controls: 0,
    angles: 0,
    build: given.rateOnQubit,
    check: channels.checkProbabilities('lambda'),
    kraus: ([lambda]) => channels.phaseDampingKraus(lambda),
    symbols: ['Dephasing'],
  },
  /** X, Y and Z with these probabilities. */
  pauliChannel: {
    kind: 'channel',
    qubits: 1,
    controls: 0,
    angles: 0,
    build: given.pauliRates,
    check: channels.checkProbabilities('px', 'py', 'pz'),
    kraus: ([px, py, pz]) => channels.pauliKraus(px, py, pz),
    symbols: ['Pauli'],
  },
  /** Relaxation over a time: populations with 1 / t1, coherence with 1 / t2, where t2 is at most 2 t1. */
  thermalRelaxation: {
    kind: 'channel',
    qubits: 1,
    controls: 0,
    angles: 0,
    build: given.relaxation,
    check: channels.checkThermalRelaxation,
    kraus: ([t1, t2, time, excited]) => channels.thermalRelaxationKraus(t1, t2, time, excited),
    symbols: ['Relaxation'],
  },
} as const satisfies Record<string, GateRow>

/** The rows with their literal types: what the methods of `Circuit` and the names of operations are read from. */
export type GateRows = typeof gateRows

/** Every gate, channel and other operation by name. */
export const gateTable: Readonly<Record<OperationName, GateRow>> = gateRows
