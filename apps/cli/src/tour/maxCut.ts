/** QAOA with three layers on 3-regular graphs of 20 nodes, refined from published fixed angles. */
import { qaoa, qaoaCircuit, readGraph } from 'ketwork'
import { readData } from './tourData.ts'
import { wordsOf, type Measure } from './figures.ts'
import { judged, type Workload } from './workload.ts'

interface Problem {
  readonly file: string
  /** By enumeration. */
  readonly maxCut: number
  /**
   * Expected cut at the published angles (Wurtz and Lykov, arXiv:2107.00677), computed by exact simulation elsewhere.
   */
  readonly fixedAngleCut: number
}

const PROBLEMS: readonly Problem[] = [
  { file: 'regular3_n20_s1.txt', maxCut: 27, fixedAngleCut: 23.409427 },
  { file: 'regular3_n20_s2.txt', maxCut: 26, fixedAngleCut: 23.191286 },
]
const LAYERS = 3

export const maxCut: Workload = async ({ backend, seed, quick, progress, signal }) => {
  const begin = performance.now()
  const measures: Measure[] = []
  const answer: Record<string, number> = {}
  const reference: Record<string, number | string> = { source: 'enumeration; fixed angles of arXiv:2107.00677' }
  const curves = []
  const problems = quick ? PROBLEMS.slice(0, 1) : PROBLEMS
  for (const { file, maxCut: optimum, fixedAngleCut } of problems) {
    const graph = readGraph(await readData(file), { file })
    const start = performance.now()
    const result = await qaoa({
      backend,
      graph,
      layers: LAYERS,
      seed,
      signal,
      onProgress: ({ iteration, expectedCut }) =>
        progress.update(`QAOA ${file}: iteration ${iteration}, expected cut ${expectedCut.toFixed(5)}`),
    })
    const id = file.replace('regular3_n20_', '').replace('.txt', '')
    answer[`bestCut ${id}`] = result.bestCut
    answer[`expectedCut ${id}`] = result.expectedCut
    reference[`maxCut ${id}`] = optimum
    reference[`fixedAngleCut ${id}`] = fixedAngleCut
    measures.push(
      { name: wordsOf(`best cut ${id}`), value: result.bestCut, unit: '', bound: optimum, rule: 'atLeast', of: 'answer' },
      { name: wordsOf(`expected cut ${id}`), value: result.expectedCut, unit: '', bound: fixedAngleCut, rule: 'above', of: 'answer' },
      { name: wordsOf(`gradient ${id}`), value: result.gradientNorm, unit: '', bound: 1e-3, rule: 'below', of: 'answer' },
      { name: wordsOf(`time ${id}`), value: (performance.now() - start) / 1000, unit: 's', bound: 5, rule: 'below', of: 'speed' },
    )
    curves.push({
      title: wordsOf(`QAOA ${id}`),
      x: 'iteration',
      y: 'expected cut',
      points: result.history.map((cut, i) => [i, cut] as const),
    })
  }
  const first = readGraph('4 4\n0 1\n1 2\n2 3\n0 3')
  return judged({
    name: 'QAOA MaxCut, 20 nodes, p = 3',
    about:
      'The nodes of a graph are put on two sides so that as many edges as possible run from one to the other. A circuit of three layers starts from published ' +
      'angles and is refined; the best of the assignments drawn from it counts. The known answers are the largest cut, found by trying every assignment, and ' +
      'the mean cut at the published angles, which refining has to exceed.',
    answer,
    reference,
    seconds: (performance.now() - begin) / 1000,
    measures,
    curves,
    drawing: { caption: 'One layer of it, on a ring of 4 nodes', circuit: qaoaCircuit(first, 1) },
  })
}
