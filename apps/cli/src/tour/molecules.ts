/** VQE for H2 and LiH against their exact energies. */
import { molecularVqe, readFcidump, type Backend } from 'ketwork'
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
  'A circuit that starts from the best single determinant is extended by excitations of electrons and fitted until no excitation lowers the energy. ' +
  'The known answer is the exact energy in the same basis (full configuration interaction); the method cannot get below it.'

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
  return async ({ backend, progress, signal }) => {
    const begin = performance.now()
    const evaluations = timeEvaluations(backend)
    const result = await molecularVqe({
      backend,
      integrals: readFcidump(await readData(file), { file }),
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
        {
          name: 'iteration',
          value: (evaluations.median() * result.evaluations) / Math.max(1, result.iterations),
          unit: 'ms',
          bound: milliseconds,
          rule: 'below',
          of: 'speed',
        },
      ],
      remark: `${evaluations.compiling().toFixed(0)} ms of compiling apart`,
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

/** Listens to what a backend does: the time of an evaluation, of which the first ones warm up, and of compiling, both in milliseconds. */
function timeEvaluations(backend: Backend) {
  const runs: number[] = []
  let compiling = 0
  backend.observe((events) => {
    for (const { parent, phase, kernel, start, end } of events) {
      if (parent === undefined && phase === 'compile') compiling += end - start
      if (parent === undefined && phase === 'run' && kernel === 'gradient') runs.push(end - start)
    }
  })
  const median = (): number => runs.sort((a, b) => a - b).at(Math.floor(runs.length / 2)) ?? 0
  return { median, compiling: () => compiling }
}
