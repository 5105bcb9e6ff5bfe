"""What other libraries make of OpenQASM text.

Standard input holds a JSON list of requests {"reader", "text", "qubits"}; standard output gets a list of answers in their order:
{"matrix"} for a text without measurements, {"outcomes"} for one with some, {"error"} where the reader refuses the text. With them may come
{"again"}: the text as Qiskit writes it. Matrices are complex128, little endian, base64, entry (i, j) at i + N * j; qubit 0 is the lowest bit of i.
"""

import base64
import json
import re
import sys
import warnings

import numpy as np

warnings.filterwarnings("ignore")


def encoded(matrix):
    return base64.b64encode(np.asarray(matrix, dtype="<c16").flatten(order="F").tobytes()).decode()


def read_qiskit(reader, text):
    import qiskit

    if reader == "qiskit qasm2":
        return qiskit.qasm2.loads(text)
    if reader == "qiskit from_qasm_str":
        return qiskit.QuantumCircuit.from_qasm_str(text)
    return qiskit.qasm3.loads(text)


def answer_qiskit(reader, text):
    import qiskit
    from qiskit.quantum_info import Operator

    circuit = read_qiskit(reader, text)
    answer = {}
    if circuit.num_clbits == 0 and all(each.operation.name != "reset" for each in circuit.data):
        answer["matrix"] = encoded(Operator(circuit).data)
    else:
        answer["outcomes"] = outcomes(circuit, text)
    try:
        answer["again"] = (qiskit.qasm3 if reader == "qiskit qasm3" else qiskit.qasm2).dumps(circuit)
    except Exception as error:  # what a version cannot say, its exporter refuses
        answer["notWritten"] = str(error)[:200]
    return answer


def outcomes(circuit, text):
    """For each reading of the bits, the unnormalised density matrix."""
    names = bit_names(circuit, text)
    size = 2**circuit.num_qubits
    start = np.zeros((size, size), dtype=complex)
    start[0, 0] = 1
    states = {tuple([0] * circuit.num_clbits): start.reshape([2] * (2 * circuit.num_qubits))}
    qubits = {bit: i for i, bit in enumerate(circuit.qubits)}
    bits = {bit: i for i, bit in enumerate(circuit.clbits)}
    registers = {register: [bits[bit] for bit in register] for register in circuit.cregs}
    states = run(circuit, states, qubits, bits, registers)
    return [
        [{names[i]: value for i, value in enumerate(reading)}, encoded(state.reshape(size, size))] for reading, state in states.items()
    ]


def bit_names(circuit, text):
    """Bits without a register come in the order in which the text declares them; qasm3-import writes esc_ before names that begin with no small letter."""
    names = {bit: f"{register.name.removeprefix('esc_')}[{i}]" for register in circuit.cregs for i, bit in enumerate(register)}
    single = iter(re.findall(r"^bit (\S+);", text, re.MULTILINE))
    return [names[bit] if bit in names else next(single) for bit in circuit.clbits]


def run(circuit, states, qubits, bits, registers):
    from qiskit.quantum_info import Operator

    for instruction in circuit.data:
        operation = instruction.operation
        on = [qubits[qubit] for qubit in instruction.qubits]
        written = [bits[bit] for bit in instruction.clbits]
        if operation.name == "barrier":
            continue
        if operation.name == "measure":
            states = measured(states, on[0], written[0])
        elif operation.name == "reset":
            states = added([(reading, reset_state(state, on[0], outcome)) for reading, state in states.items() for outcome in (0, 1)])
        elif operation.name == "if_else":
            states = branched(instruction, states, qubits, bits, registers)
        else:
            matrix = Operator(operation).data
            states = {reading: applied(state, matrix, on) for reading, state in states.items()}
    return states


def branched(instruction, states, qubits, bits, registers):
    operation = instruction.operation
    asked, value = operation.condition
    places = [bits[asked]] if asked in bits else registers[asked]
    holds = {r: s for r, s in states.items() if sum(r[place] << i for i, place in enumerate(places)) == int(value)}
    rest = {r: s for r, s in states.items() if r not in holds}
    body = operation.blocks[0]
    if len(operation.blocks) > 1 and operation.blocks[1] is not None:
        raise ValueError("an else was read where none was written")
    inner_qubits = {inner: qubits[outer] for inner, outer in zip(body.qubits, instruction.qubits)}
    inner_bits = {inner: bits[outer] for inner, outer in zip(body.clbits, instruction.clbits)}
    inner_registers = {**registers, **{register: [inner_bits[bit] for bit in register] for register in body.cregs}}
    return added([*rest.items(), *run(body, holds, inner_qubits, inner_bits, inner_registers).items()])


def measured(states, qubit, bit):
    return added(
        [
            (reading[:bit] + (outcome,) + reading[bit + 1 :], projected(state, qubit, outcome))
            for reading, state in states.items()
            for outcome in (0, 1)
        ]
    )


def added(parts):
    states = {}
    for reading, state in parts:
        states[reading] = states[reading] + state if reading in states else state
    return states


def axes_of(state, qubit):
    """The axes of a qubit's row and column; the highest qubit comes first."""
    count = state.ndim // 2
    return count - 1 - qubit, state.ndim - 1 - qubit


def projected(state, qubit, outcome):
    row, column = axes_of(state, qubit)
    result = np.zeros_like(state)
    place = [slice(None)] * state.ndim
    place[row] = place[column] = outcome
    result[tuple(place)] = state[tuple(place)]
    return result


def reset_state(state, qubit, outcome):
    row, column = axes_of(state, qubit)
    part = projected(state, qubit, outcome)
    return np.flip(part, axis=(row, column)) if outcome == 1 else part


def applied(state, matrix, on):
    rows, columns = zip(*[axes_of(state, qubit) for qubit in reversed(on)]) if on else ((), ())
    tensor = matrix.reshape([2] * (2 * len(on)))
    inner = list(range(len(on), 2 * len(on)))
    for axes, factor in ((rows, tensor), (columns, tensor.conj())):
        moved = np.tensordot(factor, state, axes=(inner, list(axes)))
        state = np.moveaxis(moved, list(range(len(on))), list(axes))
    return state


def answer_cirq(text, count):
    import cirq
    from cirq.contrib.qasm_import import circuit_from_qasm

    circuit = circuit_from_qasm(text)
    qubits = [cirq.NamedQubit(f"q_{i}") for i in reversed(range(count))]
    return {"matrix": encoded(circuit.unitary(qubit_order=qubits, qubits_that_should_be_present=qubits, dtype=np.complex128))}


def answer_pennylane(text, count):
    import pennylane as qml

    return {"matrix": encoded(qml.matrix(qml.from_qasm(text), wire_order=list(reversed(range(count))))())}


def answer(request):
    reader, text, count = request["reader"], request["text"], request["qubits"]
    try:
        if reader == "cirq":
            return answer_cirq(text, count)
        if reader == "pennylane":
            return answer_pennylane(text, count)
        return answer_qiskit(reader, text)
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"[:1000]}


json.dump([answer(request) for request in json.load(sys.stdin)], sys.stdout)
