/** From the arguments of a `Circuit` method to the fields of its operation: angles come first, then qubits, controls before targets. */
import { complexMatrix, type ComplexMatrix } from '@ketwork/math'
import type { Angle } from '../angles/angle.ts'
import type { OperationFields, ReadoutError } from './Operation.ts'

export const oneQubit = (qubit: number): OperationFields => ({ qubits: [qubit], angles: [] })
export const twoQubits = (a: number, b: number): OperationFields => ({ qubits: [a, b], angles: [] })
export const oneControl = (control: number, target: number): OperationFields => ({ qubits: [control, target], angles: [] })
export const twoControls = (a: number, b: number, target: number): OperationFields => ({ qubits: [a, b, target], angles: [] })
export const controlledPair = (control: number, a: number, b: number): OperationFields => ({ qubits: [control, a, b], angles: [] })
export const angleOnQubit = (angle: Angle, qubit: number): OperationFields => ({ qubits: [qubit], angles: [angle] })
export const angleOnPair = (angle: Angle, a: number, b: number): OperationFields => ({ qubits: [a, b], angles: [angle] })
export const angleOnTarget = (angle: Angle, control: number, target: number): OperationFields => ({
  qubits: [control, target],
  angles: [angle],
})
export const exchangeAngles = (theta: Angle, beta: Angle, a: number, b: number): OperationFields => ({
  qubits: [a, b],
  angles: [theta, beta],
})
export const angleAlone = (angle: Angle): OperationFields => ({ qubits: [], angles: [angle] })

export const eulerAngles = (theta: Angle, phi: Angle, lambda: Angle, qubit: number): OperationFields => ({
  qubits: [qubit],
  angles: [theta, phi, lambda],
})

export function controlledEulerAngles(
  theta: Angle,
  phi: Angle,
  lambda: Angle,
  gamma: Angle,
  ...[control, target]: [control: number, target: number]
): OperationFields {
  return { qubits: [control, target], angles: [theta, phi, lambda, gamma] }
}

export const manyControls = (controls: readonly number[], target: number): OperationFields => ({
  qubits: [...controls, target],
  angles: [],
})

export const angleOnManyControls = (angle: Angle, controls: readonly number[], target: number): OperationFields => ({
  qubits: [...controls, target],
  angles: [angle],
})

/** Qubits that must all be 1; none by default. */
export interface WithControls {
  readonly controls?: readonly number[]
}

/** The matrix is copied. */
export const matrixOnQubits = (matrix: ComplexMatrix, qubits: readonly number[], options: WithControls = {}): OperationFields => ({
  ...controlsFirst(qubits, options),
  angles: [],
  matrix: complexMatrix(matrix.rows, matrix.columns, matrix.data.slice()),
})

export const angleOnPauli = (angle: Angle, pauli: string, qubits: readonly number[], options: WithControls = {}): OperationFields => ({
  ...controlsFirst(qubits, options),
  angles: [angle],
  pauli,
})

function controlsFirst(qubits: readonly number[], { controls = [] }: WithControls): Pick<OperationFields, 'qubits' | 'controls'> {
  return { qubits: [...controls, ...qubits], ...(controls.length > 0 && { controls: controls.length }) }
}

export const bitAlone = (bit: string): OperationFields => ({ qubits: [], angles: [], bits: [bit] })

export const anyQubits = (...qubits: number[]): OperationFields => ({ qubits, angles: [] })

export function measurement(qubit: number, bit: string, options: { readonly readout?: ReadoutError } = {}): OperationFields {
  const { readout } = options
  return { qubits: [qubit], angles: [], bits: [bit], ...(readout === undefined ? {} : { readout }) }
}

export const rateOnQubit = (probability: number, qubit: number): OperationFields => ({ qubits: [qubit], angles: [], rates: [probability] })

export const rateOnPair = (probability: number, a: number, b: number): OperationFields => ({
  qubits: [a, b],
  angles: [],
  rates: [probability],
})

export const pauliRates = (px: number, py: number, pz: number, qubit: number): OperationFields => ({
  qubits: [qubit],
  angles: [],
  rates: [px, py, pz],
})

export interface ThermalRelaxation {
  /** Time in which the populations relax, in any unit that the three times share. */
  readonly t1: number
  /** Time in which the coherence decays, at most 2 t1. */
  readonly t2: number
  readonly time: number
  /** Population of |1> after an infinite time. Default 0. */
  readonly excitedPopulation?: number
}

export const relaxation = ({ t1, t2, time, excitedPopulation = 0 }: ThermalRelaxation, qubit: number): OperationFields => ({
  qubits: [qubit],
  angles: [],
  rates: [t1, t2, time, excitedPopulation],
})
