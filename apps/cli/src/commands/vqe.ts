/** `ketwork vqe FILE.fcidump`: the ground-state energy of a molecule, beside the exact one of its sector. */
import { Command } from 'commander'
import { molecularVqe, openBackend, readFcidump, type MolecularVqeResult } from 'ketwork'
import { sectorOf, type ExactGroundState, type Sector } from 'ketwork/ml-algorithms'
import { examples } from '../help.ts'
import { longWork } from '../longWork.ts'
import { positiveNumber, seedOption, wholeNumber, type CommonOptions } from '../options.ts'
import { readInput } from '../readInput.ts'
import { facts, note, printResult } from '../terminal/output.ts'
import { onThread } from '../thread/onThread.ts'

interface Options extends CommonOptions {
  readonly seed: number
  readonly poolTolerance?: number
  readonly maxExtensions: number
}

/** Above this many determinants the exact energy is not computed. */
const EXACT_DETERMINANTS = 20_000

export function vqeCommand(): Command {
  return new Command('vqe')
    .argument('<file>', 'FCIDUMP file: integrals of a restricted calculation; - for standard input')
    .option(
      '--pool-tolerance <hartree>',
      'extend the ansatz while an excitation has a larger derivative (default: 1e-3 of the scale of the Hamiltonian)',
      positiveNumber,
    )
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
      printResult(options, result, () => facts(describe(result)))
      if (!options.json) result.notes.forEach(note)
    })
}

type Solution = Awaited<ReturnType<typeof solve>>

function describe(result: Solution): (readonly [string, string])[] {
  const circuit =
    result.circuitEnergy === undefined
      ? `not run: ${result.qubits} qubits and this many gates take too long; its energy is that of the ${result.determinants} determinants`
      : `same energy on all amplitudes of ${result.qubits} qubits, ${Math.abs(result.circuitEnergy - result.energy).toExponential(0)} apart`
  return [
    ['energy', `${result.energy.toFixed(9)} hartree, ${result.converged ? 'converged' : 'not converged'}: ${result.reason}`],
    ['reference', `${result.referenceEnergy.toFixed(9)} hartree (lowest determinant)`],
    ['exact', exactText(result)],
    [
      'checked',
      `${result.referencesTried} fits over ${result.symmetryBlocks} symmetry blocks of ${result.determinants} determinants, ${result.kicksSurvived} random kicks survived`,
    ],
    ['circuit', circuit],
    ['ansatz', `${result.parameters} parameters on ${result.qubits} qubits, extended ${result.extensions} times`],
    ['optimizer', `${result.iterations} iterations of all fits, ${(1000 * result.secondsPerIteration).toFixed(2)} ms each`],
    ['time', `${result.seconds.toFixed(2)} s`],
  ]
}

function exactText({ exactEnergy, gap }: Solution): string {
  if (exactEnergy === undefined || gap === undefined) return 'not computed: lower states were searched by kicks alone'
  return `${exactEnergy.toFixed(9)} hartree in the sector; gap ${gap.toExponential(2)}`
}

async function solve(file: string, options: Options) {
  const { name, text } = await readInput(file)
  const integrals = readFcidump(text, { file: name })
  const begin = performance.now()
  await using backend = await openBackend()
  const { result, exact, notes } = await longWork('vqe', async ({ progress, signal }) => {
    const result = await molecularVqe({
      backend,
      integrals,
      seed: options.seed,
      ...(options.poolTolerance !== undefined && { poolTolerance: options.poolTolerance }),
      maximumExtensions: options.maxExtensions,
      signal,
      onProgress: ({ iteration, value, operators }) =>
        progress.update(`iteration ${iteration}, ${operators} operators, ${value.toFixed(8)} hartree`),
    })
    progress.update('exact energy')
    return { result, ...(await exactBeside(result, { sector: sectorOf(integrals), seed: options.seed, signal })) }
  })
  const gap = exact && result.energy - exact.energy
  const close = gap === undefined || gap <= closeEnough(result.scale)
  return {
    energy: result.energy,
    referenceEnergy: result.referenceEnergy,
    ...(exact && { exactEnergy: exact.energy, gap }),
    ...(result.circuitEnergy !== undefined && { circuitEnergy: result.circuitEnergy }),
    qubits: 2 * integrals.orbitals,
    determinants: result.determinants,
    symmetryBlocks: result.symmetryBlocks,
    referencesTried: result.references.length,
    kicksSurvived: result.kicksSurvived,
    parameters: result.parameters.length,
    angles: Array.from(result.parameters),
    extensions: result.extensions,
    iterations: result.iterations,
    evaluations: result.evaluations,
    secondsPerIteration: result.evaluationSeconds / Math.max(1, result.iterations),
    gradientNorm: result.gradientNorm,
    largestPoolGradient: result.largestPoolGradient,
    converged: result.converged && close,
    reason: close ? result.reason : `the energy is ${gap?.toExponential(2)} hartree above the exact one`,
    notes: [...integrals.notes, ...notes],
    seconds: (performance.now() - begin) / 1000,
  }
}

/** The exact energy where the sector is small enough. It is a by-product: a failure is a note. */
async function exactBeside(
  { hamiltonian, determinants }: MolecularVqeResult,
  { signal, ...sectorAndSeed }: { readonly sector: Sector; readonly seed: number; readonly signal: AbortSignal },
): Promise<{ exact?: ExactGroundState; notes: string[] }> {
  if (determinants > EXACT_DETERMINANTS)
    return { notes: [`no exact energy beside it: ${determinants} determinants, at most ${EXACT_DETERMINANTS} are diagonalised`] }
  try {
    const exact = await onThread('exactEnergy', { hamiltonian, ...sectorAndSeed }, signal)
    const notes = exact.converged ? [] : [`the exact energy is known to ${exact.residual.toExponential(1)} hartree only`]
    return { exact, notes }
  } catch (error) {
    signal.throwIfAborted()
    return { notes: [`no exact energy beside it: ${error instanceof Error ? error.message : String(error)}`] }
  }
}

/**
 * Chemical accuracy in hartree; scaled with the Hamiltonian where its scale is not that of a molecule in hartree (0.05
 * to 10).
 */
function closeEnough(scale: number): number {
  return 1.6e-3 * Math.max(Math.min(1, 20 * scale), scale / 10)
}
