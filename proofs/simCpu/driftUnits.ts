/**
 * How far the norm is from 1 after a million rotations, and that nothing renormalises the state.
 *
 * A rotation in floating point scales the squared norm by 1 + d with |d| of a few unit roundoffs. With random angles
 * the d are nearly independent and their sum grows with the square root of the gates; with one repeated angle every
 * gate adds the same d, and the sum grows with the gates themselves.
 *
 * A million gates are a thousand runs of a thousand, each of which goes on from the state that the one before it left.
 * An initial row must be normalised, so the state is scaled back in between, by the norm that was measured: rounding
 * errors do not depend on scale, and the factors multiply to the norm that one run would have.
 */
import type { Backend, Executable } from '@ketwork/backend'
import { Circuit, parameters } from '@ketwork/circuit'
import { RandomStream, haarState } from '@ketwork/math'
import type { Precision } from '@ketwork/math/wasm'
import type { Json, ProofUnit } from '../../tooling/prove/proof.ts'
import { OPENINGS } from './openings.ts'

const QUBITS = 8
const GATES_A_RUN = 1000
const RUNS = 1000
const GATES = GATES_A_RUN * RUNS
/** Repeated angles in radians, one proof each; none is a multiple of pi / 2, where a rotation is exact or nearly so. */
const REPEATED = [0.1, 1, 2.5]

const ALLOWED: Readonly<Record<'random' | 'repeated', Readonly<Record<Precision, number>>>> = {
  random: { f64: 1e-10, f32: 1e-3 },
  repeated: { f64: 1e-9, f32: GATES * 1.2e-7 },
}

export function driftUnits(): ProofUnit[] {
  return OPENINGS.filter(({ threads }) => threads === 0).flatMap((opening) =>
    (['f64', 'f32'] as const).flatMap((precision) => [
      unit(`drift of ${GATES} random angles, ${opening.variant}, ${precision}`, () => drift(opening.open(), precision, undefined)),
      ...REPEATED.map((angle) =>
        unit(`drift of ${GATES} times the angle ${angle}, ${opening.variant}, ${precision}`, () => drift(opening.open(), precision, angle)),
      ),
      unit(`an initial norm beside 1 is kept, ${opening.variant}, ${precision}`, () => keepsNorm(opening.open(), precision)),
    ]),
  )
}

function unit(id: string, run: () => Promise<Json>): ProofUnit {
  return { id, seed: 4, long: true, run }
}

async function drift(opened: Backend, precision: Precision, repeated: number | undefined): Promise<Json> {
  await using backend = opened
  await using executable = await backend.compile(rotations(), { precision })
  const random = new RandomStream(4)
  const angles = new Float64Array(GATES_A_RUN).fill(repeated ?? 0)
  let state = normalised(haarState(2 ** QUBITS, random), precision)
  let logarithm = 0 // of the squared norm that all runs together would have
  for (let run = 0; run < RUNS; run++) {
    if (repeated === undefined) angles.forEach((_, i) => (angles[i] = 2 * Math.PI * (2 * random.uniform() - 1)))
    const after = await evolve(executable, state, angles)
    logarithm += Math.log1p((squaredNorm(after) - squaredNorm(state)) / squaredNorm(state))
    state = normalised(after, precision)
  }
  const found = Math.expm1(logarithm / 2)
  const allowed = ALLOWED[repeated === undefined ? 'random' : 'repeated'][precision]
  if (!(Math.abs(found) <= allowed)) throw new Error(`the norm is off by ${found} after ${GATES} gates: ${allowed} is allowed`)
  return { drift: found, allowed, gates: GATES }
}

/** A squared norm that is allowed but not 1 comes out as it went in: an engine that renormalised would make it 1. */
async function keepsNorm(opened: Backend, precision: Precision): Promise<Json> {
  await using backend = opened
  await using executable = await backend.compile(rotations(), { precision })
  const excess = precision === 'f64' ? 8e-11 : 8e-7
  const state = normalised(haarState(2 ** QUBITS, new RandomStream(4)), precision, 1 + excess)
  const before = squaredNorm(state)
  const angles = Float64Array.from({ length: GATES_A_RUN }, (_, i) => (i % 50 === 0 ? Math.PI : 0)) // nearly nothing is rounded
  const after = squaredNorm(await evolve(executable, state, angles))
  if (!(Math.abs(after - before) <= excess / 4)) throw new Error(`the squared norm went from ${before} to ${after}`)
  return { before, after }
}

async function evolve(
  executable: Executable,
  state: Float64Array | Float32Array,
  angles: Float64Array,
): Promise<Float64Array | Float32Array> {
  return (await executable.amplitudes({ parameters: angles, initial: { rows: 1, qubits: QUBITS, data: state } })).data
}

/**
 * Rotations about X, Y and Z in turn, no two neighbours about the same axis, and CX between layers, which rounds
 * nothing and is not counted.
 */
function rotations(): Circuit {
  const circuit = new Circuit(QUBITS)
  parameters('w', GATES_A_RUN).forEach((angle, i) => {
    const [qubit, layer] = [i % QUBITS, Math.floor(i / QUBITS)]
    circuit[(['rx', 'ry', 'rz'] as const)[layer % 3]](angle, qubit)
    if (qubit === QUBITS - 1) circuit.cx(layer % QUBITS, (layer + 1) % QUBITS)
  })
  return circuit
}

function normalised(state: ArrayLike<number>, precision: Precision, to = 1): Float64Array | Float32Array {
  const scale = Math.sqrt(to / squaredNorm(state))
  const scaled = (number: number): number => number * scale
  return precision === 'f64' ? Float64Array.from(state, scaled) : Float32Array.from(state, scaled)
}

function squaredNorm(state: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < state.length; i++) sum += state[i] ** 2
  return sum
}
