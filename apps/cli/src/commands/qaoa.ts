/** `ketwork qaoa GRAPH.txt --layers P`: MaxCut by QAOA. */
import { Command } from 'commander'
import { openBackend, qaoa, readGraph } from 'ketwork'
import { examples } from '../help.ts'
import { longWork } from '../longWork.ts'
import { seedOption, wholeNumber, type CommonOptions } from '../options.ts'
import { readInput } from '../readInput.ts'
import { facts, printResult } from '../terminal/output.ts'

interface Options extends CommonOptions {
  readonly layers: number
  readonly shots: number
  readonly seed: number
}

export function qaoaCommand(): Command {
  return new Command('qaoa')
    .argument('<graph>', 'text file: "nodes edges", then a line "u v [weight]" an edge, nodes from 0; - for standard input')
    .requiredOption('--layers <p>', 'layers of the circuit, at least 1', wholeNumber(1))
    .option('--shots <n>', 'assignments drawn at the end', wholeNumber(1), 1000)
    .addOption(seedOption())
    .addHelpText(
      'after',
      examples({
        'three layers': 'ketwork qaoa graph.txt --layers 3',
        'a graph from standard input': 'printf "3 3\\n0 1\\n1 2\\n0 2\\n" | ketwork qaoa - --layers 1',
      }),
    )
    .action(async (file: string, options: Options) => {
      const result = await solve(file, options)
      printResult(options, result, () =>
        facts([
          ['best cut', `${result.bestCut} among ${options.shots} samples`],
          ['assignment', result.assignment.join('')],
          ['expected cut', `${rounded(result.expectedCut, 8)} (${rounded(result.startCut, 8)} at the starting angles)`],
          [
            'angles',
            `gamma ${result.gamma.map((angle) => rounded(angle, 4)).join(' ')}, beta ${result.beta.map((angle) => rounded(angle, 4)).join(' ')}`,
          ],
          [
            'optimizer',
            `${result.iterations} iterations, gradient ${result.gradientNorm.toExponential(1)}, ${result.converged ? 'converged' : 'not converged'}`,
          ],
          ['time', `${result.seconds.toFixed(2)} s`],
        ]),
      )
    })
}

/** To that many digits: cuts and angles have the unit of the weights, whatever it is. */
function rounded(value: number, digits: number): string {
  return String(Number(value.toPrecision(digits)))
}

async function solve(file: string, { layers, shots, seed }: Options) {
  const { name, text } = await readInput(file)
  const graph = readGraph(text, { file: name })
  const begin = performance.now()
  await using backend = await openBackend()
  const {
    angles,
    history: _,
    ...result
  } = await longWork('qaoa', ({ progress, signal }) =>
    qaoa({
      backend,
      graph,
      layers,
      shots,
      seed,
      signal,
      onProgress: ({ iteration, expectedCut }) => progress.update(`iteration ${iteration}, expected cut ${rounded(expectedCut, 8)}`),
    }),
  )
  return { ...result, ...angles, nodes: graph.nodes, edges: graph.edges.length, seconds: (performance.now() - begin) / 1000 }
}
