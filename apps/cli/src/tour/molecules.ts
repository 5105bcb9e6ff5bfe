/** VQE for H2 and LiH against their exact energies. */
import { drawText, molecularVqe, readFcidump } from 'ketwork'
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
  readonly goal: string
}

export const hydrogen = molecule({
  name: 'VQE H2 STO-3G, 4 qubits',
  file: 'h2_sto3g_0.7414.fcidump',
  exact: -1.1372701746609022,
  tolerance: 1e-6,
  milliseconds: 20,
  goal: '',
})

export const lithiumHydride = molecule({
  name: 'VQE LiH frozen core, 10 qubits',
  file: 'lih_sto3g_1.45_frozencore.fcidump',
  exact: -7.880760737554993,
  tolerance: 1.6e-3,
  milliseconds: 100,
  goal: '1 s',
})

function molecule({ name, file, exact, tolerance, milliseconds, goal }: Molecule): Workload {
  return async ({ backend, progress, signal }) => {
    const begin = performance.now()
    const result = await molecularVqe({
      backend,
      integrals: readFcidump(await readData(file), { file }),
      signal,
      onProgress: ({ iteration, value }) => progress.update(`${name}: iteration ${iteration}, ${value.toFixed(8)} hartree`),
    })
    const error = result.energy - exact
    return judged({
      name,
      answer: { energy: result.energy, parameters: result.parameters.length, iterations: result.iterations },
      reference: { energy: exact, source: 'full configuration interaction' },
      seconds: (performance.now() - begin) / 1000,
      measures: [
        { name: 'above exact by', value: Math.max(0, error), unit: 'Ha', bound: tolerance, rule: 'atMost' },
        { name: 'below exact by', value: Math.max(0, -error), unit: 'Ha', bound: 1e-9, rule: 'atMost' },
        {
          name: 'iteration',
          value: (1000 * result.evaluationSeconds) / Math.max(1, result.iterations),
          unit: 'ms',
          bound: milliseconds,
          rule: 'below',
        },
      ],
      goal,
      curves: [
        {
          title: name,
          x: 'iteration',
          y: 'energy above exact, hartree',
          points: result.history.map((energy, i) => [i, Math.max(energy - exact, 1e-12)]),
        },
      ],
      ...(result.circuit.operations.length <= 60 && { circuit: drawText(result.circuit, { width: 140 }) }),
    })
  }
}
