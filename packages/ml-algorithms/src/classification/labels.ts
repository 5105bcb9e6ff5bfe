/** Class names and their numbers. Labels may be strings or numbers; classes are listed in sorted order, as scikit-learn does. */

export type Label = string | number

/** The distinct labels, sorted: numbers by value, strings by code unit. @throws RangeError when there are fewer than two */
export function classesOf(labels: readonly Label[]): Label[] {
  const classes = [...new Set(labels)].sort((a, b) =>
    typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : 1,
  )
  if (classes.length < 2)
    throw new RangeError(`all ${labels.length} labels are the same (${classes.join()}): at least two classes are needed`)
  return classes
}

/** The number of each label's class. @throws RangeError for a label that is not among the classes */
export function classIndices(labels: readonly Label[], classes: readonly Label[]): Int32Array {
  const indexOf = new Map(classes.map((label, index) => [label, index]))
  return Int32Array.from(labels, (label) => {
    const index = indexOf.get(label)
    if (index === undefined) throw new RangeError(`label ${JSON.stringify(label)} is unknown: the classes are ${classes.join(', ')}`)
    return index
  })
}

/** Share of predictions that equal the labels, 0 to 1. */
export function accuracy(predictions: readonly Label[], labels: readonly Label[]): number {
  if (predictions.length !== labels.length || labels.length === 0) {
    throw new RangeError(`${predictions.length} predictions for ${labels.length} labels: they must agree and not be empty`)
  }
  return predictions.reduce<number>((count, prediction, i) => count + (prediction === labels[i] ? 1 : 0), 0) / labels.length
}

/** @throws RangeError when rows and labels disagree */
export function requireLabels(rows: number, labels: number): void {
  if (rows !== labels) throw new RangeError(`${rows} rows of features and ${labels} labels: there must be one label a row`)
}
