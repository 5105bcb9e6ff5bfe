/**
 * Support vector classification on a precomputed kernel matrix, for two and more classes by one-against-one voting (as
 * LIBSVM and scikit-learn do).
 *
 * The kernel may be quantum or classical. The two-class problem is solved by `solveDual`.
 */
import { matrix, type Matrix, largest } from '@ketwork/math'
import { classesOf, classIndices, requireLabels, type Label } from '../classification/labels.ts'
import { NotConvergedError } from '../NotConvergedError.ts'
import { solveDual, type SmoOptions } from './smo.ts'

/** One two-class machine: decision = sum_i coefficients_i K(rows_i, x) + bias, positive for `positive`. */
export interface PairMachine {
  /** Class numbers. */
  readonly positive: number
  readonly negative: number
  /** Training rows with a coefficient other than zero. */
  readonly rows: readonly number[]
  readonly coefficients: readonly number[]
  readonly bias: number
}

export interface KernelMachine {
  readonly classes: readonly Label[]
  readonly machines: readonly PairMachine[]
  /** Rows that any machine uses, ascending. */
  readonly supportRows: readonly number[]
}

/**
 * Trains one machine for each pair of classes.
 *
 * @param gram m x m kernel matrix of the training rows
 * @throws RangeError when sizes disagree or there is one class only; NotConvergedError when the solver does not
 *   converge
 */
export function fitKernelMachine(gram: Matrix, labels: readonly Label[], options: SmoOptions = {}): KernelMachine {
  requireLabels(gram.rows, labels)
  const classes = classesOf(labels)
  const targets = classIndices(labels, classes)
  const machines = classes.flatMap((_, positive) =>
    classes.slice(positive + 1).map((_, offset) => fitPair(gram, targets, positive, positive + 1 + offset, options)),
  )
  return { classes, machines, supportRows: [...new Set(machines.flatMap(({ rows }) => rows))].sort((a, b) => a - b) }
}

/**
 * Predicts by voting; a tie goes to the class that stands first, as in LIBSVM.
 *
 * @param kernel m' x m, kernel of each new row with each training row (columns of rows that are no support rows are not
 *   read)
 */
export function predictKernelMachine(machine: KernelMachine, kernel: Matrix): Label[] {
  return Array.from({ length: kernel.rows }, (_, row) => {
    const votes = new Int32Array(machine.classes.length)
    for (const pair of machine.machines) votes[pairDecision(pair, kernel, row) > 0 ? pair.positive : pair.negative]++
    return machine.classes[votes.indexOf(largest(votes))]
  })
}

function fitPair(gram: Matrix, targets: Int32Array, positive: number, negative: number, options: SmoOptions): PairMachine {
  const members = Array.from(targets.keys()).filter((row) => targets[row] === positive || targets[row] === negative)
  const signs = members.map((row) => (targets[row] === positive ? 1 : -1))
  const part = matrix(members.length, members.length)
  members.forEach((row, i) => members.forEach((column, j) => (part.data[i * members.length + j] = gram.data[row * gram.columns + column])))
  const solution = solveDual(part, signs, options)
  if (!solution.converged) {
    throw new NotConvergedError(
      `the support vector machine did not converge in ${solution.iterations} steps (violation ${solution.violation}): scale the features or lower the penalty`,
    )
  }
  const support = members.flatMap((row, i) => (solution.alpha[i] > 0 ? [{ row, coefficient: solution.alpha[i] * signs[i] }] : []))
  return {
    positive,
    negative,
    rows: support.map(({ row }) => row),
    coefficients: support.map(({ coefficient }) => coefficient),
    bias: solution.bias,
  }
}

function pairDecision({ rows, coefficients, bias }: PairMachine, kernel: Matrix, row: number): number {
  return rows.reduce((sum, column, i) => sum + coefficients[i] * kernel.data[row * kernel.columns + column], bias)
}
