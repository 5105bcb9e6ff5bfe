/** `ketwork vqe FILE.fcidump`: the ground-state energy of a molecule, beside the exact one of its sector. */
import { Command } from 'commander'
import { exactGroundState, molecularVqe, openBackend, readFcidump, sectorOf } from 'ketwork'
import { examples } from '../help.ts'
import { abortOnInterrupt } from '../interruption.ts'
import { positiveNumber, seedOption, wholeNumber, type CommonOptions } from '../options.ts'
import { readInput } from '../readInput.ts'
import { facts, printResult } from '../terminal/output.ts'
import { withProgress } from '../terminal/progress.ts'

interface Options extends CommonOptions {
  readonly seed: number
  readonly poolTolerance: number
  readonly maxExtensions: number
}

/** Above this many qubits the exact energy is not computed. */
const EXACT_QUBITS = 14

export function vqeCommand(): Command {
  return new Command('vqe')
    .argument('<file>', 'FCIDUMP file: integrals of a restricted calculation; - for standard input')
    .option('--pool-tolerance <hartree>', 'extend the ansatz while an excitation has a larger derivative', positiveNumber, 1e-3)
    .option('--max-extensions <n>', 'how often the ansatz may be extended', wholeNumber(0), 30)
    .addOption(seedOption())
    .addHelpText(
      'after',
      examples({
        'the energy beside the exact one': 'ketwork vqe h2.fcidump',
      }),
    )
    .action(async (file: string, options: Options) => {
      const result = await solve(file, options)
      printResult(options, result, () =>
        facts([
          ['energy', `${result.energy.toFixed(9)} hartree`],
          ['reference', `${result.referenceEnergy.toFixed(9)} hartree (lowest determinant)`],
          ...(result.exactEnergy === undefined
            ? []
            : [['exact', `${result.exactEnergy.toFixed(9)} hartree in the sector; gap ${result.gap?.toExponential(2)}`] as const]),
          ['ansatz', `${result.parameters} parameters on ${result.qubits} qubits, extended ${result.extensions} times`],
          [
            'optimiser',
            `${result.iterations} iterations, ${(1000 * result.secondsPerIteration).toFixed(2)} ms each, ${result.converged ? 'converged' : 'not converged'}`,
          ],
          ['time', `${result.seconds.toFixed(2)} s`],
        ]),
      )
    })
}

async function solve(file: string, options: Options) {
  const { name, text } = await readInput(file)
  const integrals = readFcidump(text, { file: name })
  const begin = performance.now()
  await using backend = await openBackend()
  const result = await withProgress('vqe', (progress) =>
    molecularVqe({
      backend,
      integrals,
      poolTolerance: options.poolTolerance,
      maximumExtensions: options.maxExtensions,
      signal: abortOnInterrupt(),
      onProgress: ({ iteration, value, operators }) =>
        progress.update(`iteration ${iteration}, ${operators} operators, ${value.toFixed(8)} hartree`),
    }),
  )
  const qubits = 2 * integrals.orbitals
  const exact = qubits <= EXACT_QUBITS ? exactGroundState(result.hamiltonian, sectorOf(integrals), { seed: options.seed }) : undefined
  return {
    energy: result.energy,
    referenceEnergy: result.referenceEnergy,
    ...(exact && { exactEnergy: exact.energy, gap: result.energy - exact.energy }),
    qubits,
    parameters: result.parameters.length,
    angles: Array.from(result.parameters),
    extensions: result.extensions,
    iterations: result.iterations,
    evaluations: result.evaluations,
    secondsPerIteration: result.evaluationSeconds / Math.max(1, result.iterations),
    gradientNorm: result.gradientNorm,
    largestPoolGradient: result.largestPoolGradient,
    converged: result.converged,
    seconds: (performance.now() - begin) / 1000,
  }
}
