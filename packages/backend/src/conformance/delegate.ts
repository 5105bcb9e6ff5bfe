import type { Executable } from '../backend.ts'

/** An executable that does what another does, as an object that can be spread. */
export function delegate(executable: Executable): Executable {
  return {
    program: executable.program,
    parameters: executable.parameters,
    features: executable.features,
    bits: executable.bits,
    amplitudes: (inputs) => executable.amplitudes(inputs),
    probabilities: (inputs, qubits) => executable.probabilities(inputs, qubits),
    expectations: (inputs) => executable.expectations(inputs),
    variances: (inputs) => executable.variances(inputs),
    gradient: (inputs) => executable.gradient(inputs),
    jacobian: (inputs) => executable.jacobian(inputs),
    overlaps: (left, right) => executable.overlaps(left, right),
    sample: (inputs) => executable.sample(inputs),
    dispose: () => executable.dispose(),
    [Symbol.asyncDispose]: () => executable.dispose(),
  }
}
