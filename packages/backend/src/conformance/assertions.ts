/** The suite's own assertions, so that it runs under any test runner: each throws a `ConformanceFailure` that says what differed. */

/** A backend does not conform; the message names the quantity, the place and both values. */
export class ConformanceFailure extends Error {
  override readonly name = 'ConformanceFailure'
}

/** A case asks for what the backend says that it does not have: no failure, but the case goes no further. */
export class LeftOut extends Error {
  override readonly name = 'LeftOut'
}

/** Ends early where something is left out. */
export async function leavingOut(run: () => Promise<void>): Promise<void> {
  try {
    await run()
  } catch (error) {
    if (!(error instanceof LeftOut)) throw error
  }
}

/** Throws unless `holds`. */
export function require(holds: boolean, message: string): asserts holds {
  if (!holds) throw new ConformanceFailure(message)
}

/** Every number within `tolerance` of what is expected; NaN never is. */
export function requireClose(what: string, got: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  require(got.length === expected.length, `${what}: got ${got.length} numbers, expected ${expected.length}`)
  for (let i = 0; i < expected.length; i++) {
    require(Math.abs(got[i] - expected[i]) <= tolerance, `${what}[${i}] is ${got[i]}, expected ${expected[i]} within ${tolerance}`)
  }
}

/** The same numbers to the last bit. */
export function requireSameBits(what: string, got: ArrayLike<number>, expected: ArrayLike<number>): void {
  require(got.length === expected.length, `${what}: got ${got.length} numbers, expected ${expected.length}`)
  for (let i = 0; i < expected.length; i++) {
    require(Object.is(got[i], expected[i]), `${what}[${i}] is ${got[i]}, expected exactly ${expected[i]}`)
  }
}

/** The promise rejects; gives back the error. `kind` is a class that it must be an instance of. */
export async function requireRejects(
  what: string,
  run: () => Promise<unknown>,
  kind: abstract new (...given: never[]) => Error = Error,
): Promise<Error> {
  try {
    await run()
  } catch (error) {
    if (error instanceof LeftOut) throw error
    require(error instanceof kind, `${what} rejected with ${describe(error)}, expected ${kind.name}`)
    return error
  }
  throw new ConformanceFailure(`${what} was accepted, expected ${kind.name}`)
}

/** The promise rejects with a RangeError or TypeError. */
export async function requireMisuse(what: string, run: () => Promise<unknown>): Promise<void> {
  const error = await requireRejects(what, run)
  require(error instanceof RangeError || error instanceof TypeError, `${what} rejected with ${describe(error)}`)
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}
