/* Subroutines with qubits, values and results,
   and a syndrome measurement that corrects. */
OPENQASM 3.1;
include "stdgates.inc";

const uint size = 3;
def rotate(qubit[size] register, float[64] step) {
  for uint i in [0:size - 1] rx(step * (i + 1)) register[i];
}
def half(float[64] value) -> float[64] { return value / 2; }
def syndrome(qubit[size] data, qubit a) -> bit[2] {
  bit[2] b;
  reset a;
  for int i in [0:1] {
    cx data[i], a;
    cx data[i + 1], a;
    b[i] = measure a;
    reset a;
  }
  return b;
}
def parity(qubit a, qubit b) -> bit { cx a, b; return measure b; }

qubit[size] data;
qubit[2] ancilla;
bit[2] s;
bit p;
rotate(data, half(pi / 2));
s = syndrome(data, ancilla[0]);
if (s == 1) x data[0];
if (s == 2) x data[2];
if (s == "11") { x data[1]; }
p = parity(data[0], ancilla[1]);
if (!p) { z data[0]; } else { y data[0]; }
