"""Aer's side of `pnpm bench firstAnswers`: a JSON request a line, {circuit}, and a JSON answer a line.

Nothing is transpiled: Aer runs all gates that are drawn as they stand. The whole run is timed, from the circuit to the amplitudes; the state vector is kept.
"""
import json, os, sys, time


def main():
    replies = os.fdopen(os.dup(1), 'w')
    os.dup2(2, 1)  # what libraries print goes to standard error
    import numpy as np, qiskit_aer
    from qiskit import QuantumCircuit
    sim = qiskit_aer.AerSimulator(method='statevector', precision='double', max_parallel_threads=1)

    def first_amplitudes(drawn):
        circuit = QuantumCircuit(drawn['qubits'])
        for gate, angles, qubits in drawn['operations']:
            getattr(circuit, gate)(*angles, *qubits)
        circuit.save_statevector()
        start = time.perf_counter()
        amplitudes = sim.run(circuit, shots=1).result().get_statevector().data
        ms = 1e3 * (time.perf_counter() - start)
        check = float(np.sum(np.abs(amplitudes) ** 2 * np.cos(np.arange(len(amplitudes)))))
        return {'ms': ms, 'check': check, 'setting': f'Aer {qiskit_aer.__version__}'}

    for line in sys.stdin:
        try:
            answer = first_amplitudes(json.loads(line)['circuit'])
        except Exception as error:
            answer = {'error': f'{type(error).__name__}: {error}'}
        replies.write(json.dumps(answer) + '\n')
        replies.flush()


main()
