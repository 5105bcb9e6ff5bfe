/**
 * Random circuits over the whole gate table against the reference backend: amplitudes, expectations, gradient and
 * probabilities of a batch.
 *
 * A unit is 20 circuits of 1 to 10 qubits and 1 to 60 gates, half of them with symbols, on one opening in one
 * precision; units take turns with both. Tolerances are those of the conformance suite: linear in the gates, as
 * rounding errors of unitary steps add up at worst.
 */
import { type Backend, type Executable, type Inputs, openReferenceBackend } from '@ketwork/backend'
import { drawCircuit } from '@ketwork/backend/conformance'
import { type Circuit, type PauliSum, addPauliSums, pauliTerm } from '@ketwork/circuit'
import { RandomStream } from '@ketwork/math'
import type { Precision } from '@ketwork/math/wasm'
import type { Json, ProofUnit } from '../../tooling/prove/proof.ts'
import { OPENINGS } from './openings.ts'

const CIRCUITS_A_UNIT = 20
const UNITS = 1000
export const DRAWN_CIRCUITS = CIRCUITS_A_UNIT * UNITS

const UNIT_ROUNDOFF: Readonly<Record<Precision, number>> = { f64: 2 ** -52, f32: 2 ** -23 }

/** The largest difference of a unit as a share of what is allowed, and how many circuits it had. */
export interface DrawnFigures {
  readonly circuits: number
  readonly worstShare: number
}

export function drawnUnits(): ProofUnit[] {
  return Array.from({ length: UNITS }, (_, unit) => {
    const opening = OPENINGS[unit % OPENINGS.length]
    const precision: Precision = Math.floor(unit / OPENINGS.length) % 2 === 0 ? 'f64' : 'f32'
    return {
      id: `drawn circuits ${unit * CIRCUITS_A_UNIT + 1} to ${(unit + 1) * CIRCUITS_A_UNIT}, ${opening.name}, ${precision}`,
      seed: unit,
      run: () => againstReference(opening.open(), unit, precision),
    }
  })
}

async function againstReference(opened: Backend, unit: number, precision: Precision): Promise<Json> {
  await using backend = opened
  await using reference = openReferenceBackend()
  let worstShare = 0
  for (let circuit = 0; circuit < CIRCUITS_A_UNIT; circuit++) {
    const random = new RandomStream(unit).substream(circuit)
    const shares = await differences({ backend, reference, precision, random })
    for (const [what, share] of Object.entries(shares)) {
      if (!(share <= 1)) throw new Error(`${what} of circuit ${circuit} of seed ${unit} differ by ${share} times the tolerance`)
      worstShare = Math.max(worstShare, share)
    }
  }
  return { circuits: CIRCUITS_A_UNIT, worstShare }
}

interface Comparison {
  readonly backend: Backend
  readonly reference: Backend
  readonly precision: Precision
  readonly random: RandomStream
}

/** Of each kind of result, the largest difference over what is allowed. */
async function differences({ backend, reference, precision, random }: Comparison): Promise<Record<string, number>> {
  const qubits = 1 + random.integer(10)
  const operations = 1 + random.integer(60)
  const angles = random.integer(2) === 0 ? 'constant' : 'symbolic'
  const circuit = drawCircuit({ qubits, operations, random, angles })
  const observables = [drawObservable(qubits, random)]
  await using simulated = await backend.compile(circuit, { precision, observables })
  await using oracle = await reference.compile(circuit, { observables })
  const inputs = drawInputs(circuit, random)
  const amplitude = 8 * (3 * operations + 4) * UNIT_ROUNDOFF[precision]
  const weight = observables[0].terms.reduce((sum, { re }) => sum + Math.abs(re), 0)
  const expectation = 4 * (1 + weight) * amplitude
  // a derivative by a symbol adds up those of the angles that hold it, each with a factor below 5 from the chain rule, over the rows
  const derivative = 5 * ROWS * operations * expectation
  return {
    amplitudes: (await distance(simulated, oracle, async (executable) => (await executable.amplitudes(inputs)).data)) / amplitude,
    probabilities:
      (await distance(simulated, oracle, async (executable) => (await executable.probabilities(inputs)).values)) / (2 * amplitude),
    expectations: (await distance(simulated, oracle, async (executable) => (await executable.expectations(inputs)).values)) / expectation,
    gradients: (await distance(simulated, oracle, (executable) => gradientOf(executable, inputs))) / derivative,
  }
}

const ROWS = 2

async function gradientOf(executable: Executable, inputs: Inputs): Promise<number[]> {
  const { parameters, features } = await executable.gradient({ ...inputs, wrt: ['parameters', 'features'] })
  return [...(parameters ?? []), ...(features ?? [])]
}

async function distance(
  simulated: Executable,
  oracle: Executable,
  of: (executable: Executable) => Promise<ArrayLike<number>>,
): Promise<number> {
  const [got, expected] = [await of(simulated), await of(oracle)]
  if (got.length !== expected.length) return Infinity
  let worst = 0
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(got[i] - expected[i])
    if (!(difference <= worst)) worst = difference // NaN stays
  }
  return worst
}

function drawInputs(circuit: Circuit, random: RandomStream): Inputs {
  const draw = (count: number) => Float64Array.from({ length: count }, () => 3 * (random.uniform() - 0.5))
  const columns = circuit.features.length
  return {
    parameters: draw(circuit.parameters.length),
    ...(columns > 0 && { features: { rows: ROWS, columns, data: draw(ROWS * columns) } }),
  }
}

/** Up to five strings on any of the qubits. */
function drawObservable(qubits: number, random: RandomStream): PauliSum {
  const terms = Array.from({ length: 1 + random.integer(5) }, () => {
    const letters = Array.from({ length: qubits }, () => 'IXYZ'[random.integer(4)]).join('')
    return pauliTerm(
      letters,
      Array.from({ length: qubits }, (_, qubit) => qubit),
      2 * random.uniform() - 1,
    )
  })
  return addPauliSums(...terms)
}
