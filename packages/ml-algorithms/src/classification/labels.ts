/**
 * Class names and their numbers. Labels may be strings, numbers or booleans, of one kind; classes are listed in sorted
 * order, as scikit-learn does.
 */

import { inWords, isList } from '@ketwork/math'

export type Label = string | number | boolean

/**
 * The distinct labels, sorted: numbers by value, strings by code unit, false before true.
 *
 * @throws RangeError when there are fewer than two
 */
export function classesOf(labels: readonly Label[]): Label[] {
  requireKinds('label', labels)
  const classes = [...new Set(labels)].sort((a, b) => (a < b ? -1 : 1))
  if (classes.length < 2)
    throw new RangeError(`all ${labels.length} labels are the same (${classes.join()}): at least two classes are needed`)
  return classes
}

/** The number of each label's class. @throws RangeError for a label that is not among the classes */
export function classIndices(labels: readonly Label[], classes: readonly Label[]): Int32Array {
  const indexOf = new Map(classes.map((label, index) => [label, index]))
  return Int32Array.from(labels, (label) => {
    const index = indexOf.get(label)
    if (index === undefined)
      throw new RangeError(
        `label ${JSON.stringify(label)} is unknown: the classes are ${classes.map((known) => JSON.stringify(known)).join(', ')}`,
      )
    return index
  })
}

/**
 * Share of predictions that equal the labels, 0 to 1.
 *
 * @throws RangeError when their numbers differ, TypeError when their kinds do
 */
export function accuracy(predictions: readonly Label[], labels: readonly Label[]): number {
  requireKinds('prediction', predictions)
  requireKinds('label', labels)
  if (predictions.length !== labels.length || labels.length === 0) {
    throw new RangeError(`${predictions.length} predictions for ${labels.length} labels: they must agree and not be empty`)
  }
  if (typeof predictions[0] !== typeof labels[0]) {
    throw new TypeError(
      `the predictions are ${typeof predictions[0]}s and the labels ${typeof labels[0]}s: none would be equal; give labels of the kind trained with`,
    )
  }
  return predictions.reduce<number>((count, prediction, i) => count + (prediction === labels[i] ? 1 : 0), 0) / labels.length
}

/**
 * @throws RangeError when rows and labels disagree
 * @throws TypeError when a label is a list (a one-hot row), neither string, boolean nor finite number, or kinds are
 *   mixed
 */
export function requireLabels(rows: number, labels: readonly Label[]): void {
  requireKinds('label', labels)
  if (rows === labels.length) return
  const hot = labels.length / rows
  const flat = Number.isInteger(hot) && hot > 1 && labels.every((label) => label === 0 || label === 1)
  const hint = flat ? `; these look like one-hot rows of ${hot}: give each row the name or number of its class instead` : ''
  throw new RangeError(`${rows} rows of features and ${labels.length} labels: there must be one label a row${hint}`)
}

/**
 * Refuses labels that are the target of a regression: different numbers in nearly every row, not the names of a few
 * classes.
 *
 * @throws RangeError with some of the numbers
 */
export function requireClassLabels(labels: readonly Label[]): void {
  requireKinds('label', labels)
  const distinct = [...new Set(labels)]
  const numbers = distinct.map((label) => (label === '' ? NaN : Number(label)))
  if (!numbers.every(Number.isFinite)) return
  const most = numbers.every(Number.isInteger) ? wholeClasses(labels.length) : Math.max(2, Math.floor(Math.sqrt(labels.length)))
  if (distinct.length <= most) return
  throw new RangeError(
    `the labels are ${distinct.length} different numbers in ${labels.length} rows (${distinct.slice(0, 3).join(', ')}, ...): that is a target of a regression; ` +
      'a classifier needs the names of a few classes, so divide the range into classes first',
  )
}

/** Most distinct whole numbers that pass as classes: a row of its own for each passes in no table but the smallest. */
function wholeClasses(rows: number): number {
  return Math.max(Math.min(10, rows > 4 ? rows - 1 : rows), Math.floor(rows / 3))
}

function requireKinds(name: string, labels: ArrayLike<unknown>): void {
  if (!isList(labels)) throw new TypeError(`the ${name}s are no list: one string or number a row is needed`)
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]
    if (isList(label)) {
      const entries = Array.from(label)
      throw new TypeError(
        `${name} ${i} is the list [${entries.join(', ')}]: a label is one string or number; of a one-hot row give the name or number of its class`,
      )
    }
    if (typeof label !== 'string' && typeof label !== 'boolean' && !(typeof label === 'number' && Number.isFinite(label)))
      throw new TypeError(`${name} ${i} is ${inWords(label)}: it must be a string, a boolean or a finite number`)
    if (typeof label !== typeof labels[0]) {
      throw new TypeError(
        `${name} ${i} is the ${typeof label} ${JSON.stringify(label)} and ${name} 0 the ${typeof labels[0]} ${JSON.stringify(labels[0])}: use one kind`,
      )
    }
  }
}
