/** Drawn circuits of the whole gate table up to 12 qubits, against `applyToState`; the same bits from every variant of the backend. */
import { Circuit, type PauliSum } from '@ketwork/circuit'
import { haarState, RandomStream } from '@ketwork/math'
import type { Backend } from '../backend.ts'
import { requireClose, requireSameBits } from './assertions.ts'
import { type ConformanceCase, conformanceCase, type ConformanceSetting, withExecutable } from './conformanceCase.ts'
import { drawCircuit, drawPauliSum, drawValues } from './drawnCircuits.ts'
import { oracleState } from './oracles.ts'
import { amplitudeTolerance } from './tolerances.ts'

export function circuitCases(setting: ConformanceSetting): ConformanceCase[] {
  return [
    ...Array.from({ length: 12 }, (_, i) => drawnCase(setting, i + 1)),
    wideGatesCase(setting),
    globalPhaseCase(setting),
    emptyCase(setting),
    ...setting.variants.map((_, index) => variantCase(setting, index)),
  ]
}

function drawnCase(setting: ConformanceSetting, qubits: number): ConformanceCase {
  return conformanceCase(`drawn circuits on ${qubits} qubits give the oracle's amplitudes`, async (backend) => {
    const circuits = (setting.full ? 10 : 1) * (qubits <= 6 ? 6 : 2)
    for (let i = 0; i < circuits; i++) {
      const random = new RandomStream(102).substream(qubits).substream(i)
      const angles = i % 2 === 0 ? 'constant' : 'symbolic'
      const circuit = drawCircuit({ qubits, operations: 8 + 4 * qubits, random, angles })
      await checkAmplitudes(backend, setting, circuit, random, `circuit ${i}`)
    }
  })
}

function wideGatesCase(setting: ConformanceSetting): ConformanceCase {
  return conformanceCase("gates on up to 6 of 7 qubits give the oracle's amplitudes", async (backend) => {
    for (let i = 0; i < (setting.full ? 20 : 4); i++) {
      const random = new RandomStream(103).substream(i)
      await checkAmplitudes(backend, setting, drawCircuit({ qubits: 7, operations: 40, random, widest: 6 }), random, `circuit ${i}`)
    }
  })
}

async function checkAmplitudes(
  backend: Backend,
  { precision }: ConformanceSetting,
  circuit: Circuit,
  random: RandomStream,
  what: string,
): Promise<void> {
  const qubits = circuit.qubitCount
  const values = drawValues([...circuit.parameters, ...circuit.features], random)
  const initial = haarState(2 ** qubits, random)
  await withExecutable(backend, circuit, { precision }, async (executable) => {
    const { data, rows } = await executable.amplitudes({
      parameters: executable.parameters.map((name) => values[name]),
      features: { rows: 1, columns: executable.features.length, data: Float64Array.from(executable.features, (name) => values[name]) },
      initial: { rows: 1, qubits, data: initial },
    })
    requireClose(`${what}: rows`, [rows], [1], 0)
    requireClose(
      `${what}: amplitudes`,
      data,
      oracleState(circuit, values, initial),
      amplitudeTolerance(precision, 3 * circuit.operations.length),
    )
  })
}

function globalPhaseCase({ precision }: ConformanceSetting): ConformanceCase {
  return conformanceCase('the global phase is kept', async (backend) => {
    const circuit = new Circuit(2).h(0).rz(Math.PI, 0).rz(Math.PI, 0).globalPhase(0.25).x(1).x(1)
    await withExecutable(backend, circuit, { precision }, async (executable) => {
      const { data } = await executable.amplitudes()
      requireClose('amplitudes', data, oracleState(circuit, {}), amplitudeTolerance(precision, 6))
    })
  })
}

function emptyCase({ precision }: ConformanceSetting): ConformanceCase {
  return conformanceCase('a circuit without operations leaves |0...0> and any initial state alone', async (backend) => {
    await withExecutable(backend, new Circuit(3), { precision }, async (executable) => {
      const zero = await executable.amplitudes()
      requireSameBits('amplitudes', zero.data, [1, ...new Array<number>(15).fill(0)])
      const initial = haarState(8, new RandomStream(104))
      const kept = await executable.amplitudes({ initial: { rows: 1, qubits: 3, data: initial } })
      requireClose('amplitudes', kept.data, initial, amplitudeTolerance(precision, 0))
    })
  })
}

function variantCase({ precision, variants }: ConformanceSetting, index: number): ConformanceCase {
  const { name, open } = variants[index]
  return conformanceCase(`variant ${name} gives the same bits`, async (backend) => {
    const other = await open()
    try {
      for (const qubits of [2, 5, 10]) {
        const random = new RandomStream(105).substream(qubits)
        const circuit = drawCircuit({ qubits, operations: 30, random, angles: 'symbolic' })
        const observables = [drawPauliSum(6, qubits, random)]
        const inputs = batchInputs(circuit, 5, random)
        const [first, second] = [await allResults(backend), await allResults(other)]
        second.forEach((numbers, i) => requireSameBits(`result ${i} of ${qubits} qubits`, numbers, first[i]))

        async function allResults(side: Backend): Promise<ArrayLike<number>[]> {
          return withExecutable(side, circuit, { precision, observables: observables satisfies PauliSum[] }, async (executable) => {
            const gradient = await executable.gradient({ ...inputs, wrt: ['parameters', 'features'] })
            return [
              (await executable.amplitudes(inputs)).data,
              gradient.values,
              gradient.parameters ?? [],
              gradient.features ?? [],
              (await executable.overlaps(inputs)).values,
              (await executable.sample({ ...inputs, shots: 50, seed: 3 })).samples,
              (await executable.expectations({ ...inputs, shots: 50, seed: 3 })).values,
            ]
          })
        }
      }
    } finally {
      await other.dispose()
    }
  })
}

/** Random values of all symbols: one shared parameter vector and a row of features for each row. */
export function batchInputs(circuit: Circuit, rows: number, random: RandomStream) {
  const columns = circuit.features.length
  return {
    parameters: Float64Array.from(circuit.parameters, () => 3 * (random.uniform() - 0.5)),
    features: { rows, columns, data: Float64Array.from({ length: rows * columns }, () => 3 * (random.uniform() - 0.5)) },
  }
}
