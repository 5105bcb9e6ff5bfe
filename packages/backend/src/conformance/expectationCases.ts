/** Expectations of every kind of observable, against `pauliExpectation` on the oracle's state. */
import {
  addPauliSums,
  Circuit,
  parameter,
  parsePauliSum,
  type PauliSum,
  pauliTerm,
  probabilityObservables,
  scalePauliSum,
} from '@ketwork/circuit'
import { haarState, RandomStream } from '@ketwork/math'
import { requireClose, requireRejects } from './assertions.ts'
import { type ConformanceCase, conformanceCase, type ConformanceSetting, withExecutable } from './conformanceCase.ts'
import { batchInputs, drawCircuit, drawPauliSum } from './drawnCircuits.ts'
import { oracleExpectations, pauliWeight, rowValues } from './oracles.ts'
import { expectationTolerance } from './tolerances.ts'

/** Observables of every kind on at least 3 qubits: one letter, strings of each, the identity, sums that commute and sums that do not, zero. */
export function observablesOfEveryKind(qubits: number): PauliSum[] {
  return [
    parsePauliSum('Z0'),
    parsePauliSum('X1'),
    parsePauliSum('Y2'),
    parsePauliSum('1.5'),
    parsePauliSum('Z0*Z1*Z2'),
    parsePauliSum('X0*Y1*Z2'),
    parsePauliSum('Y0*Y2'),
    parsePauliSum('0.5*Z0*Z1 - 1.2*X2 + 3'),
    parsePauliSum('X0*X1 + Y0*Y1 + Z0*Z1'),
    parsePauliSum('Z0 - 0.25*Z1 + 0.125*Z0*Z2 - 2'),
    pauliTerm('Z', [qubits - 1], 0),
    pauliTerm(
      'XYZ'.repeat(qubits).slice(0, qubits),
      Array.from({ length: qubits }, (_, qubit) => qubit),
      -0.7,
    ),
  ]
}

export function expectationCases(setting: ConformanceSetting): ConformanceCase[] {
  return [3, 6, 10]
    .flatMap((qubits) => [kindsCase(setting, qubits), manyTermsCase(setting, qubits)])
    .concat(probabilityCase(setting), noneCase(setting), extremeCase(setting))
}

function kindsCase({ precision }: ConformanceSetting, qubits: number): ConformanceCase {
  return conformanceCase(`expectations of every kind of observable on ${qubits} qubits`, async (backend) => {
    const random = new RandomStream(120).substream(qubits)
    const circuit = drawCircuit({ qubits, operations: 20, random, angles: 'symbolic', gates: backend.gates })
    const observables = observablesOfEveryKind(qubits)
    const { parameters, features } = batchInputs(circuit, 3, random)
    const initial = haarState(2 ** qubits, random)
    await withExecutable(backend, circuit, { precision, observables }, async (executable) => {
      const { values } = await executable.expectations({ parameters, features, initial: { rows: 1, qubits, data: initial } })
      for (let row = 0; row < 3; row++) {
        const expected = oracleExpectations(circuit, rowValues(circuit, row, parameters, features), observables, initial)
        const got = values.subarray(row * observables.length, (row + 1) * observables.length)
        requireClose(`expectations of row ${row}`, got, expected, expectationTolerance(precision, 60, 5))
      }
    })
  })
}

/** Coefficients beyond single precision: values, derivatives and estimates scale with their observable in every precision. */
function extremeCase({ precision }: ConformanceSetting): ConformanceCase {
  return conformanceCase('observables with coefficients from 1e-200 to 1e150', async (backend) => {
    const circuit = drawCircuit({ qubits: 3, operations: 12, random: new RandomStream(122), angles: 'symbolic', gates: backend.gates })
    const parameters = Float64Array.from(circuit.parameters, (_, i) => 0.3 + i)
    const features = { rows: 1, columns: circuit.features.length, data: Float64Array.from(circuit.features, (_, i) => 0.7 - i) }
    const inputs = { parameters, features }
    const answers = async (scale: number) => {
      const observables = ['Z0*Z1', 'Z0 - X2', '1'].map((text) => scalePauliSum(parsePauliSum(text), scale))
      await using executable = await backend.compile(circuit, { precision, observables })
      const { values } = await executable.expectations(inputs)
      const { values: again, parameters: derivatives = new Float64Array(0) } = await executable.gradient(inputs)
      const weighted = await executable.gradient({ ...inputs, cotangents: (found) => found.map((value) => value / scale / scale) })
      const { values: estimates } = await executable.expectations({ ...inputs, shots: 100, seed: 5 })
      const all = [values, again, derivatives, estimates].flatMap((numbers) => Array.from(numbers, (value) => value / scale))
      return [...all, ...(weighted.parameters ?? [])]
    }
    const ones = await answers(1)
    for (const scale of [1e-200, 1e-46, 1e-42, 1e39, 1e150]) {
      requireClose(`answers with coefficients of ${scale}`, await answers(scale), ones, expectationTolerance(precision, 40, 5))
    }
  })
}

function manyTermsCase({ precision }: ConformanceSetting, qubits: number): ConformanceCase {
  return conformanceCase(`expectations of sums of many terms on ${qubits} qubits`, async (backend) => {
    const random = new RandomStream(121).substream(qubits)
    const circuit = drawCircuit({ qubits, operations: 20, random, gates: backend.gates })
    const observables = [drawPauliSum(60, qubits, random), addPauliSums(drawPauliSum(25, qubits, random), parsePauliSum('0.75'))]
    await withExecutable(backend, circuit, { precision, observables }, async (executable) => {
      const { values } = await executable.expectations()
      const tolerance = expectationTolerance(precision, 60, pauliWeight(...observables))
      requireClose('expectations', values, oracleExpectations(circuit, {}, observables), tolerance)
    })
  })
}

function probabilityCase({ precision }: ConformanceSetting): ConformanceCase {
  return conformanceCase('probabilities of named qubits are expectations of projectors, and have their derivatives', async (backend) => {
    const circuit = new Circuit(3).ry(parameter('a'), 0).cx(0, 1).rx(parameter('b'), 2).cx(2, 1).ry(0.4, 1)
    const at = [0.7, -1.1]
    const qubits = [2, 0]
    await withExecutable(backend, circuit, { precision, observables: probabilityObservables(qubits) }, async (executable) => {
      const { values } = await executable.probabilities({ parameters: at }, qubits)
      const { values: observed, parameters: derivatives = [] } = await executable.jacobian({ parameters: at })
      requireClose('projectors', observed, values, expectationTolerance(precision, 10, 2))
      const [a, b] = at // P(q0) = (1 +- cos a) / 2 and P(q2) = (1 +- cos b) / 2, independent of each other
      const halves = (angle: number) => [(1 + Math.cos(angle)) / 2, (1 - Math.cos(angle)) / 2]
      const slopes = (angle: number) => [-Math.sin(angle) / 2, Math.sin(angle) / 2]
      const products = (q0: readonly number[], q2: readonly number[]) => [q0[0] * q2[0], q0[0] * q2[1], q0[1] * q2[0], q0[1] * q2[1]]
      requireClose('probabilities', values, products(halves(a), halves(b)), expectationTolerance(precision, 10, 2))
      const [byA, byB] = [products(slopes(a), halves(b)), products(halves(a), slopes(b))]
      const expected = byA.flatMap((slope, column) => [slope, byB[column]])
      requireClose('derivatives', derivatives, expected, expectationTolerance(precision, 10, 2))
    })
  })
}

function noneCase({ precision }: ConformanceSetting): ConformanceCase {
  return conformanceCase(
    'a program without observables refuses to have expectations, one with an unfit observable is refused',
    async (backend) => {
      await withExecutable(backend, new Circuit(2).h(0), { precision }, async (executable) => {
        for (const call of ['expectations', 'gradient', 'jacobian'] as const)
          await requireRejects(call, () => executable[call](), TypeError)
      })
      const compile = (observable: PauliSum) => () => backend.compile(new Circuit(2).h(0), { precision, observables: [observable] })
      await requireRejects('an observable on qubit 2 of 2', compile(parsePauliSum('Z2')), RangeError)
      await requireRejects('an observable that is not Hermitian', compile(pauliTerm('Z', [0], 0, 1)), RangeError)
    },
  )
}
