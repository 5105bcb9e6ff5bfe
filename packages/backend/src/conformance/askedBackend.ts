/**
 * A backend with the capabilities that it states: what it says that it lacks is left out of a case and counted, never tried.
 *
 * Nothing is left out on a backend's word alone: one case of the suite (`capabilityCases.ts`) sees that what capabilities leave out is refused.
 */
import { type Circuit, gateTable, type OperationName } from '@ketwork/circuit'
import { largest } from '@ketwork/math'
import type { Backend, BackendCapabilities, CompileOptions, Executable, GradientInputs, Method, Precision } from '../backend.ts'
import { TooManyQubitsError } from '../TooManyQubitsError.ts'
import { UnsupportedOperationError } from '../UnsupportedOperationError.ts'
import { LeftOut, require } from './assertions.ts'
import { delegate } from './delegate.ts'
import { GATE_NAMES } from './drawnCircuits.ts'

export interface AskedBackend extends Backend {
  /** For what it must refuse. */
  readonly itself: Backend
  readonly stated: BackendCapabilities
  /** Gates of the table that it runs. */
  readonly gates: readonly OperationName[]
  /** What it does not have and a case asked for, each once. */
  readonly leftOut: ReadonlySet<string>
  /** Compiles a circuit that falls into groups of at most so many qubits. */
  compileGroups(circuit: Circuit, options: CompileOptions, most: number): Promise<Executable>
}

export async function askBackend(itself: Backend): Promise<AskedBackend> {
  const stated = await itself.capabilities()
  const leftOut = new Set<string>()
  const leave = (what: string): never => {
    leftOut.add(what)
    throw new LeftOut(what)
  }
  const compile = async (circuit: Circuit, options: CompileOptions, qubits: number): Promise<Executable> => {
    const lack = gateLack(stated, circuit) ?? qubitLack(stated, qubits, options)
    if (lack !== undefined) leave(lack)
    const executable = await itself.compile(circuit, options).catch((error: unknown) => leave(refusedPart(error, stated, circuit, options)))
    return withStatedGradients(executable, stated, leave)
  }
  return {
    ...{ itself, stated, leftOut },
    gates: GATE_NAMES.filter((name) => stated.operations.includes(name)),
    name: itself.name,
    capabilities: () => itself.capabilities(),
    compile: (circuit, options = {}) => compile(circuit, options, circuit.qubitCount),
    compileGroups: async (circuit, options, most) =>
      circuit.qubitCount > stated.circuitQubits ? leave(`circuits of ${circuit.qubitCount} qubits`) : compile(circuit, options, most),
    load: async (program, options = {}) => {
      const lack = qubitLack(stated, program?.structure?.qubits ?? 0, options)
      return withStatedGradients(lack === undefined ? await itself.load(program, options) : leave(lack), stated, leave)
    },
    observe: (listener) => itself.observe(listener),
    dispose: () => itself.dispose(),
    [Symbol.asyncDispose]: () => itself.dispose(),
  }
}

function gateLack({ operations }: BackendCapabilities, circuit: Circuit): string | undefined {
  const missing = circuit.operations.find(({ gate }) => isListed(gate) && !operations.includes(gate))
  return missing && `operation ${missing.gate}`
}

/** Whether `BackendCapabilities.operations` names operations of this kind. */
function isListed(name: OperationName): boolean {
  return gateTable[name].kind === 'gate' || gateTable[name].kind === 'channel'
}

function qubitLack({ methods, methodQubits }: BackendCapabilities, qubits: number, options: CompileOptions): string | undefined {
  const { method = 'auto', precision = 'f64' } = options
  if (isMethod(method) && !methods.includes(method)) return `method ${method}`
  const possible = isMethod(method) ? [method] : methods
  const most = largest(
    possible.map((each) => methodQubits[each]?.[precision] ?? 0),
    0,
  )
  const isStated = possible.some((each) => methodQubits[each]?.[precision] !== undefined)
  return isStated && qubits > most ? `${qubits} qubits with ${method === 'auto' ? 'any method' : `method ${method}`}` : undefined
}

function isMethod(method: string): method is Method {
  return method === 'stateVector' || method === 'densityMatrix' || method === 'trajectories'
}

/**
 * What a refusal leaves out: bits beside the qubits of a density matrix, and dynamic circuits where there are state vectors alone.
 *
 * @throws the error where it is no such refusal
 */
function refusedPart(error: unknown, { methods }: BackendCapabilities, circuit: Circuit, { method = 'auto' }: CompileOptions): string {
  if (error instanceof TooManyQubitsError && circuit.bits.length > 0 && method !== 'stateVector')
    return `${circuit.qubitCount} qubits beside ${circuit.bits.length} bits`
  if (error instanceof UnsupportedOperationError && method === 'auto' && methods.join() === 'stateVector') return 'dynamic circuits'
  throw error
}

function withStatedGradients(executable: Executable, { gradients }: BackendCapabilities, leave: (what: string) => never): Executable {
  if (gradients.includes('adjoint')) return executable
  const stated = async <Result>(what: string, isStated: boolean, run: () => Promise<Result>): Promise<Result> => {
    if (isStated) return run()
    const outcome = await run().catch((error: unknown) => {
      if (error instanceof UnsupportedOperationError) return leave(what)
      throw error
    })
    require(outcome === undefined, `${what} came, which capabilities do not state`)
    return outcome
  }
  const hasShifts = gradients.includes('parameterShift')
  const isInitial = ({ wrt }: GradientInputs) => wrt?.includes('initial') === true
  return {
    ...delegate(executable),
    gradient: (inputs = {}) =>
      isInitial(inputs)
        ? stated('derivatives by initial states', false, () => executable.gradient(inputs))
        : stated('gradients', hasShifts, () => executable.gradient(inputs)),
    jacobian: (inputs) => stated('jacobians', hasShifts, () => executable.jacobian(inputs)),
  }
}

/** The most qubits that a backend states for state vectors. */
export function statedQubits({ stated }: AskedBackend, precision: Precision): number {
  return stated.qubits[precision] ?? 0
}
