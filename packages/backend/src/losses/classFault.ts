/** Whether a target names one of the classes. */
export function classFault(target: number, classes: number): string | undefined {
  return Number.isInteger(target) && target >= 0 && target < classes ? undefined : `it must be a class, an integer from 0 to ${classes - 1}`
}
