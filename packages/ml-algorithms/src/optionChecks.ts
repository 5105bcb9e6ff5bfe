/** Checks of options that all algorithms share. */
import type { Backend } from '@ketwork/backend'
import { inWords } from '@ketwork/math'

/** @throws TypeError unless it compiles circuits */
export function backendValue(name: string, value: unknown): asserts value is Backend {
  if (typeof (value as Backend | null | undefined)?.compile !== 'function')
    throw new TypeError(`${name} is ${inWords(value)}: a backend is needed, as openBackend() opens one`)
}
