/**
 * The adjoint gradient in its reference form, row by row, and Jacobians of it: plain arrays, one instruction at a time.
 *
 * With |psi> = U_m ... U_1 |psi_0> and |bra> = sum over k of c_k O_k |psi>, the sum E = sum c_k <psi|O_k|psi> has dE = 2 Re <bra| d|psi>. The backward
 * sweep undoes U_m, U_(m-1), ... on both states; with both still *after* U_j, the derivative by U_j's angle is
 *
 *   rotation exp(-i t P / 2), controls Pi:   2 Re <bra| (-i/2) Pi P |ket> =  Im <bra| Pi P |ket>
 *   phase    exp(i t Pi):                    2 Re <bra|  i     Pi   |ket> = -2 Im <bra| Pi |ket>
 *
 * because the generator commutes with U_j. After the sweep bra = U^dagger sum c_k O_k |psi>, and 2 bra is the cotangent of the initial state.
 * Three sweeps in all, whatever the number of angles. Jones and Gacon, arXiv:2009.02823.
 * The values of all rows come first, then the cotangents, then each row sweeps forward and back again: no state is kept between the sweeps.
 */
import { rowOf } from '../resolvedInputs.ts'
import { pullBackAngles } from '@ketwork/circuit'
import type { Cotangents, DifferentiableInput } from '../backend.ts'
import { resolveCotangents, scaleCotangents } from '../gradient/cotangents.ts'
import { isPlainUnitary } from '../lowering/dynamics.ts'
import type { UnitaryInstruction } from '../program.ts'
import { applyInstruction, qubitMask } from './applyInstruction.ts'
import { exactExpectations } from './expectations.ts'
import { addPauliTimes, pauliAction, pauliMatrixElement } from './pauliAction.ts'
import { roundTo } from './precision.ts'
import { evolveRow, pass, rowNumbers, type Run } from './run.ts'

/** By the inputs that `wrt` names. */
type Derivatives = Partial<Record<DifferentiableInput, Float64Array>>

/** Values and the vector-Jacobian product, shaped as in `Gradient`. */
export async function exactGradient(run: Run, cotangents: Cotangents | undefined): Promise<Derivatives & { values: Float64Array }> {
  const { rows, parametersShared } = run.inputs
  const columns = run.program.structure.observables.length
  const values = await exactExpectations(run)
  const weights = resolveCotangents(cotangents, values, rows, columns)
  const out = makeDerivatives(run, { parameters: parametersShared ? 1 : rows, features: rows, initial: rows })
  for (let row = 0; row < rows; row++) {
    const views = viewsOf(run, out, { parameters: parametersShared ? 0 : row, features: row, initial: row })
    await addRow(run, row, weights.subarray(row * columns, (row + 1) * columns), views)
  }
  return { values, ...out }
}

/** Values, B x K x P and B x K x F: one adjoint gradient for each observable of each row. */
export async function exactJacobian(run: Run): Promise<Derivatives & { values: Float64Array }> {
  const columns = run.program.structure.observables.length
  const values = await exactExpectations(run)
  const out = makeDerivatives(run, { parameters: values.length, features: values.length, initial: 0 })
  for (let index = 0; index < values.length; index++) {
    const weights = Float64Array.from({ length: columns }, (_, k) => Number(k === index % columns))
    await addRow(run, Math.floor(index / columns), weights, viewsOf(run, out, { parameters: index, features: index, initial: 0 }))
  }
  return { values, ...out }
}

type Counts = Readonly<Record<DifferentiableInput, number>>

/** So many rows by each of the inputs. */
function makeDerivatives({ program, inputs }: Run, rows: Counts): Derivatives {
  const widths = widthsOf(program.structure)
  return Object.fromEntries(inputs.wrt.map((input) => [input, new Float64Array(rows[input] * widths[input])]))
}

/** One row of each. */
function viewsOf({ program }: Run, derivatives: Derivatives, rows: Counts): Derivatives {
  const widths = widthsOf(program.structure)
  const view = (input: DifferentiableInput) => derivatives[input]?.subarray(rows[input] * widths[input], (rows[input] + 1) * widths[input])
  return Object.fromEntries((Object.keys(derivatives) as DifferentiableInput[]).map((input) => [input, view(input)]))
}

function widthsOf({ parameters, features, qubits }: Run['program']['structure']): Counts {
  return { parameters: parameters.length, features: features.length, initial: 2 * 2 ** qubits }
}

/** Adds the derivatives of one row's weighted sum of expectations. */
async function addRow(run: Run, row: number, cotangents: Float64Array, { parameters, features, initial }: Derivatives): Promise<void> {
  const { program, inputs, precision } = run
  const { structure, constants } = program
  const { weights, unit } = termWeights(run, cotangents)
  const numbers = rowNumbers(run, row)
  const ket = await evolveRow(run, row)
  const bra = new Float64Array(ket.length)
  await pass(run, 'observables', ket.length / 2, () => addObservables(run, bra, ket, weights))
  const slots = new Float64Array(numbers.angles.length)
  for (const instruction of structure.instructions.filter(isPlainUnitary).reverse()) {
    await pass(run, `${instruction.kind} back`, ket.length, () => {
      if ('angle' in instruction) slots[instruction.angle] += slopeOf(instruction, bra, ket) * unit
      for (const state of [ket, bra]) {
        applyInstruction(state, instruction, numbers, -1)
        roundTo(precision, state)
      }
    })
  }
  pullBackAngles(structure.angles, constants, rowOf(inputs.parameters, row), rowOf(inputs.features, row), slots, parameters, features)
  initial?.set(bra.map((part) => 2 * unit * part))
}

/** Cotangent times coefficient for every term of every observable, in a common unit: neither the bra nor its rounding depends on their scale. */
function termWeights({ program: { structure, constants } }: Run, cotangents: Float64Array): { weights: Float64Array; unit: number } {
  const products = structure.observables.flatMap(({ coefficient, terms }, k) =>
    terms.map((_, i) => cotangents[k] * constants[coefficient + i]),
  )
  const { weights, units } = scaleCotangents(Float64Array.from(products), products.length)
  return { weights, unit: units[0] ?? 1 }
}

/** bra += the sum of weight P |ket> over the terms of all observables. */
function addObservables({ program, precision }: Run, bra: Float64Array, ket: Float64Array, weights: Float64Array): void {
  for (const [i, term] of program.structure.observables.flatMap(({ terms }) => terms).entries()) {
    addPauliTimes(bra, ket, pauliAction(term), weights[i])
    roundTo(precision, bra)
  }
}

/** The derivative by the instruction's angle, with both states after it. */
function slopeOf(instruction: Extract<UnitaryInstruction, { angle: number }>, bra: Float64Array, ket: Float64Array): number {
  const controls = qubitMask(instruction.controls)
  if (instruction.kind === 'rotation') return pauliMatrixElement(bra, ket, pauliAction(instruction), controls)[1]
  return -2 * pauliMatrixElement(bra, ket, pauliAction({ pauli: '', qubits: [] }), controls)[1]
}
