// Qubits of the device, declarations of version 2, numbers of all kinds.
OPENQASM 3.0;
include "stdgates.inc";
pragma vendor.name any text here

const uint[8] flags = 0b1010_0101;
const bit[4] mask = "0110";
const angle[4] a = 7 * (π / 8);
bit[3] c;
for uint i in [0:7] { if (bool(flags[i])) rx(0x1F * 0.01) $1; else rz(0o17 * 1.5e-2) $0; }
for bit b in mask { if (b) h $2; }
@vendor.hint { not read
p(a) $0;
p(float(popcount(mask)) / 2) $1;
p(sin(1) ** 2 + mod(7, 3) - arccos(0.5) * floor(2.5)) $2;
cx $0, $1;
barrier $0, $1, $2;
c[0] = measure $0;
measure $1 -> c[1];
creg last[1];
last[0] = measure $2;
if (int[4](c) == 5) x $1;
if (last == 1 && c[1] == 0) { reset $0; y $0; }
