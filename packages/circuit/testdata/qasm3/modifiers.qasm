// Gates of the file, phases, and every modifier.
OPENQASM 3.0;
include "stdgates.inc";

const float eighth = π / 8;
gate entangle(θ, φ) a, b {
  h a;
  ctrl @ rz(θ) a, b;
  for int i in [1:3] { rx(φ / i) b; }
  gphase(θ * φ);
}
gate majority a, b, c { cx c, b; cx c, a; ccx a, b, c; }

qubit[4] q;
qubit ancilla;
entangle(eighth, -tau / 5) q[0], q[1];
inv @ entangle(0.25, 1e-1) q[2], q[1];
pow(2) @ majority q[0], q[1], q[2];
ctrl @ inv @ majority ancilla, q[0], q[1], q[2];
negctrl(2) @ ctrl @ pow(0.5) @ x q[0], q[1], q[2], ancilla;
pow(-1/3.0) @ swap q[2], q[3];
ctrl @ U(0.1, 0.2, 0.3) ancilla, q[3];
ctrl @ gphase(pi/4) q[1];
cu(0.1, 0.2, 0.3, 0.4) q[0], q[3];
u2(0, pi) q[0];
u3(pi/2, 0, pi) q[1];
