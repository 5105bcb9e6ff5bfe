/**
 * Which figures `pnpm bench rivals` measures, against whom, and how a choice of them is made. The workloads are in
 * `workloads.ts`.
 */
import type { Precision } from '@ketwork/backend'

export const RIVALS = [
  'qulacs',
  'lightning',
  'catalyst',
  'aer',
  'qsim',
  'jax',
  'tensorcircuit',
  'mindquantum',
  'numpy',
  'javascript',
] as const
export type RivalName = (typeof RIVALS)[number]

export const GROUPS = [
  'layers',
  'qcbm',
  'vqe',
  'lih',
  'qnn',
  'qaoa',
  'sample',
  'noise',
  'gram',
  'plain',
  'encoding',
  'threads',
  'first',
] as const
export type Group = (typeof GROUPS)[number]

export type OurWorkload =
  | 'layers'
  | 'layers amplitudes'
  | 'qcbm'
  | 'qcbm amplitudes'
  | 'vqe expectation'
  | 'vqe gradient'
  | 'lih expectation'
  | 'lih gradient'
  | 'qnn forward'
  | 'qnn gradient'
  | 'qaoa expectation'
  | 'qaoa gradient'
  | 'sample'
  | 'sample with state'
  | 'noise'
  | 'gram'
  | 'amplitude encoding'

/** One interleaved run: our workloads, each of which becomes a row, and the rivals that they are compared with. */
export interface Figure {
  readonly group: Group
  readonly n: number
  readonly precision: Precision
  readonly threads: number
  /** Samples of a call; of `noise` its shots. */
  readonly batch?: number
  /** Milliseconds a sample instead of a call. */
  readonly perSample?: true
  readonly ours: readonly OurWorkload[]
  /** What the rivals run, as `rivals.py` names it; ours[0] by default. */
  readonly theirs: string
  readonly rivals: readonly RivalName[]
}

export interface Choice {
  readonly only: readonly RivalName[]
  readonly groups: readonly Group[]
  readonly maxQubits: number
  /** Undefined: 1, and 2 where the group has it. */
  readonly threads: number | undefined
}

/** The chosen figures, small ones first within a group, with the chosen rivals. */
export function chosenFigures(choice: Choice): Figure[] {
  return allFigures()
    .filter(({ group, n, threads }) => choice.groups.includes(group) && n <= choice.maxQubits && (choice.threads ?? threads) === threads)
    .map((figure) => ({ ...figure, rivals: figure.rivals.filter((rival) => choice.only.includes(rival)) }))
}

const PRECISIONS = ['f64', 'f32'] as const
const LAYER_RIVALS = {
  f64: ['lightning', 'qulacs', 'aer', 'mindquantum'],
  f32: ['lightning', 'qsim', 'aer', 'mindquantum'],
} as const

function allFigures(): Figure[] {
  const one = (figure: Omit<Figure, 'threads' | 'theirs'>): Figure => ({ threads: 1, theirs: figure.ours[0], ...figure })
  const evolutions = (group: 'layers' | 'qcbm', sizes: readonly number[]) =>
    sizes.flatMap((n) =>
      PRECISIONS.map((precision) => one({ group, n, precision, ours: [group, `${group} amplitudes`], rivals: LAYER_RIVALS[precision] })),
    )
  const layers = evolutions('layers', [16, 20, 22, 24, 26])
  const batches = [
    { n: 4, batch: 4096 },
    { n: 8, batch: 1024 },
  ]
  return [
    ...layers,
    ...layers.map((figure) => ({ ...figure, threads: 2 })),
    ...evolutions('qcbm', [4, 10, 15, 20]),
    one({ group: 'vqe', n: 10, precision: 'f64', ours: ['vqe expectation'], rivals: ['qulacs', 'tensorcircuit', 'catalyst', 'lightning'] }),
    one({ group: 'vqe', n: 10, precision: 'f32', ours: ['vqe expectation'], rivals: ['tensorcircuit'] }),
    one({
      group: 'vqe',
      n: 10,
      precision: 'f64',
      ours: ['vqe gradient'],
      rivals: ['mindquantum', 'qulacs', 'catalyst', 'tensorcircuit', 'lightning'],
    }),
    one({ group: 'vqe', n: 10, precision: 'f32', ours: ['vqe gradient'], rivals: ['mindquantum', 'tensorcircuit'] }),
    one({ group: 'lih', n: 10, precision: 'f64', ours: ['lih expectation', 'lih gradient'], rivals: [] }),
    ...batches.flatMap(({ n, batch }) =>
      (['qnn forward', 'qnn gradient'] as const).flatMap((workload) => [
        one({
          group: 'qnn',
          n,
          batch,
          perSample: true,
          precision: 'f64',
          ours: [workload],
          rivals: ['tensorcircuit', 'catalyst', 'jax', 'qulacs', 'lightning'],
        }),
        one({ group: 'qnn', n, batch, perSample: true, precision: 'f32', ours: [workload], rivals: ['tensorcircuit', 'jax'] }),
      ]),
    ),
    one({ group: 'qaoa', n: 20, precision: 'f64', ours: ['qaoa expectation'], rivals: ['lightning', 'qulacs'] }),
    one({ group: 'qaoa', n: 20, precision: 'f64', ours: ['qaoa gradient'], rivals: ['lightning'] }),
    one({ group: 'sample', n: 20, precision: 'f64', ours: ['sample', 'sample with state'], rivals: ['qulacs'] }),
    ...[1, 2].flatMap((threads) => [
      { ...one({ group: 'noise', n: 8, batch: 100_000, precision: 'f64', ours: ['noise'], rivals: ['aer'] }), threads },
      { ...one({ group: 'noise', n: 20, batch: 20, perSample: true, precision: 'f64', ours: ['noise'], rivals: ['aer'] }), threads },
    ]),
    one({ group: 'gram', n: 10, batch: 1000, precision: 'f64', ours: ['gram'], rivals: ['numpy'] }),
    ...[16, 20].map((n) => one({ group: 'plain', n, precision: 'f64', ours: ['layers'], rivals: ['javascript'] })),
    one({ group: 'encoding', n: 10, batch: 1000, precision: 'f64', ours: ['amplitude encoding'], rivals: [] }),
    { ...one({ group: 'threads', n: 24, precision: 'f64', ours: ['layers'], rivals: [] }), threads: 2 },
    {
      ...one({ group: 'threads', n: 8, batch: 4096, perSample: true, precision: 'f64', ours: ['qnn forward'], rivals: [] }),
      threads: 2,
    },
    one({ group: 'first', n: 10, precision: 'f64', ours: [], rivals: [] }),
  ]
}
