/** Expectations of every kind of observable, against `pauliExpectation` on the oracle's state. */
import { addPauliSums, Circuit, parsePauliSum, type PauliSum, pauliTerm } from '@ketwork/circuit'
import { haarState, RandomStream } from '@ketwork/math'
import { requireClose, requireRejects } from './assertions.ts'
import { batchInputs } from './circuitCases.ts'
import { type ConformanceCase, conformanceCase, type ConformanceSetting, withExecutable } from './conformanceCase.ts'
import { drawCircuit, drawPauliSum } from './drawnCircuits.ts'
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
  return [3, 6, 10].flatMap((qubits) => [kindsCase(setting, qubits), manyTermsCase(setting, qubits)]).concat(noneCase(setting))
}

function kindsCase({ precision }: ConformanceSetting, qubits: number): ConformanceCase {
  return conformanceCase(`expectations of every kind of observable on ${qubits} qubits`, async (backend) => {
    const random = new RandomStream(120).substream(qubits)
    const circuit = drawCircuit({ qubits, operations: 20, random, angles: 'symbolic' })
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

function manyTermsCase({ precision }: ConformanceSetting, qubits: number): ConformanceCase {
  return conformanceCase(`expectations of sums of many terms on ${qubits} qubits`, async (backend) => {
    const random = new RandomStream(121).substream(qubits)
    const circuit = drawCircuit({ qubits, operations: 20, random })
    const observables = [drawPauliSum(60, qubits, random), addPauliSums(drawPauliSum(25, qubits, random), parsePauliSum('0.75'))]
    await withExecutable(backend, circuit, { precision, observables }, async (executable) => {
      const { values } = await executable.expectations()
      const tolerance = expectationTolerance(precision, 60, pauliWeight(...observables))
      requireClose('expectations', values, oracleExpectations(circuit, {}, observables), tolerance)
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
