/** VQE for H2 and LiH against their exact energies. */
import { molecularVqe, readFcidump, type Backend } from 'ketwork'
import type { Measure } from './figures.ts'
import { readData } from './tourData.ts'
import { judged, type Workload } from './workload.ts'

interface Molecule {
  readonly name: string
  readonly file: string
  /** Full configuration interaction, hartree. */
  readonly exact: number
  /** Largest error above the exact energy, hartree. */
  readonly tolerance: number
  /** Milliseconds an iteration. */
  readonly milliseconds: number
  readonly about: string
}

const METHOD =
  'Excitations of electrons out of a determinant are fitted, from several determinants and until none lowers the energy; the circuit of the answer is then ' +
  'simulated and has to give the same. The known answer is the exact energy in the same basis (full configuration interaction), and the method cannot get below it.'

export const hydrogen = molecule({
  name: 'VQE H2 STO-3G, 4 qubits',
  file: 'h2_sto3g_0.7414.fcidump',
  exact: -1.1372701746609022,
  tolerance: 1e-6,
  milliseconds: 20,
  about: `The ground-state energy of the hydrogen molecule. ${METHOD}`,
})

export const lithiumHydride = molecule({
  name: 'VQE LiH frozen core, 10 qubits',
  file: 'lih_sto3g_1.45_frozencore.fcidump',
  exact: -7.880760737554993,
  tolerance: 1.6e-3,
  milliseconds: 100,
  about: `The ground-state energy of lithium hydride, two core electrons held in place. ${METHOD}`,
})

function molecule({ name, file, exact, tolerance, milliseconds, about }: Molecule): Workload {
  return async ({ backend, seed, progress, signal }) => {
    const begin = performance.now()
    const compiling = timeCompiling(backend)
    const result = await molecularVqe({
      backend,
      integrals: readFcidump(await readData(file), { file }),
      seed,
      signal,
      onProgress: ({ iteration, value }) => progress.update(`${name}: iteration ${iteration}, ${value.toFixed(8)} hartree`),
    })
    const error = result.energy - exact
    return judged({
      name,
      about,
      answer: { energy: result.energy, parameters: result.parameters.length, iterations: result.iterations },
      reference: { energy: exact, source: 'full configuration interaction' },
      seconds: (performance.now() - begin) / 1000,
      measures: [
        { name: 'above exact by', value: Math.max(0, error), unit: 'Ha', bound: tolerance, rule: 'atMost', of: 'answer' },
        { name: 'below exact by', value: Math.max(0, -error), unit: 'Ha', bound: 1e-9, rule: 'atMost', of: 'answer' },
        ...(result.circuitEnergy === undefined ? [] : [circuitMeasure(result.circuitEnergy - result.energy)]),
        {
          name: 'iteration',
          value: (1000 * result.evaluationSeconds) / Math.max(1, result.iterations),
          unit: 'ms',
          bound: milliseconds,
          rule: 'below',
          of: 'speed',
        },
      ],
      remark: `${compiling().toFixed(0)} ms of compiling apart`,
      curves: [
        {
          title: name,
          x: 'iteration',
          y: 'energy above exact, hartree',
          points: result.history.map((energy, i) => [i, Math.max(energy - exact, 1e-12)]),
        },
      ],
      ...(result.circuit.operations.length <= 60 && { drawing: { caption: 'The circuit that was found', circuit: result.circuit } }),
    })
  }
}

function circuitMeasure(difference: number): Measure {
  return { name: 'circuit off by', value: Math.abs(difference), unit: 'Ha', bound: 1e-9, rule: 'atMost', of: 'answer' }
}

/** Listens to how long a backend compiles, in milliseconds. */
function timeCompiling(backend: Backend): () => number {
  let compiling = 0
  backend.observe((events) => {
    for (const { parent, phase, start, end } of events) if (parent === undefined && phase === 'plan') compiling += end - start
  })
  return () => compiling
}
