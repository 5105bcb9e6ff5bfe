/**
 * Chooses a simulator: the only place where one is chosen.
 *
 * Whoever wants a particular one opens it from its own package (`openCpuBackend` of `@ketwork/sim-cpu`) and passes it
 * on: a backend is a value.
 */
import type { Backend, LoadOptions, Precision } from '@ketwork/backend'
import { choosePrecision } from '@ketwork/backend/simulator'
import { anyValue, oneOf, type OptionChecks, optional, requireOptions } from '@ketwork/math'
import { CPU_PRECISIONS, type CpuBackendOptions, openCpuBackend } from '@ketwork/sim-cpu'

/** What the simulator of the CPU takes, and what is chosen. */
export interface OpenBackendOptions extends CpuBackendOptions {
  /** Where to compute. `cpu` is the one there is. Default `cpu`. */
  readonly device?: 'cpu'
  /** Of programs that are compiled or loaded without one, where the device offers it. Default `f64`. */
  readonly precision?: Precision
}

const OPTIONS: OptionChecks<OpenBackendOptions> = {
  device: optional(oneOf('cpu')),
  precision: anyValue, // the device may not have it
  memoryBytes: anyValue, // and what follows is checked by the simulator
  threads: anyValue,
  workerFactory: anyValue,
  variant: anyValue,
  costs: anyValue,
}

/**
 * Opens the best simulator that this machine has.
 *
 * @throws TypeError for an option that does not exist or a value of the wrong type, RangeError for one out of range,
 *   UnsupportedPrecisionError for a precision that the device does not offer; all by rejecting
 *
 * @example
 * const backend = await openBackend()
 * await backend.dispose() // when all work is done
 */
export async function openBackend(options: OpenBackendOptions = {}): Promise<Backend> {
  requireOptions('openBackend', options, OPTIONS)
  const { device: _, precision, ...cpuOptions } = options
  if (precision !== undefined) await choosePrecision(precision, CPU_PRECISIONS)
  const backend = openCpuBackend(cpuOptions)
  return precision === undefined ? backend : withDefaultPrecision(backend, precision)
}

/** The backend, which loads in this precision where none is asked for. */
function withDefaultPrecision(backend: Backend, precision: Precision): Backend {
  const filled = <Options extends LoadOptions>(options: Options): Options =>
    isObject(options) ? { ...options, precision: options.precision ?? precision } : options // which the backend refuses
  return {
    name: backend.name,
    capabilities: () => backend.capabilities(),
    compile: (circuit, options = {}) => backend.compile(circuit, filled(options)),
    load: (program, options = {}) => backend.load(program, filled(options)),
    observe: (listener) => backend.observe(listener),
    dispose: () => backend.dispose(),
    [Symbol.asyncDispose]: () => backend.dispose(),
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
