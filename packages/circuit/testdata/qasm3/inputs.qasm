// A variational circuit: inputs, arrays, aliases, loops and variables.
OPENQASM 3;
include "stdgates.inc";

input array[float[64], 4] theta;
input angle[32] shift;
@ketwork.input feature "x[0]"
input float x;
array[float[64], 2, 2] weights = {{0.5, 0.25}, {1.0, -0.125}};
qubit[4] q;
let even = q[0:2:3];
let odd = q[{1, 3}];
let all = even ++ odd;

h all;
for int layer in [0:1] {
  for uint i in [0:3] {
    ry(theta[i] * weights[layer, i % 2] + x) q[i];
    if (i < 3) cx q[i], q[i + 1];
  }
  barrier q;
  rz((pi - x) * (pi - theta[layer])) odd;
}
int count = 0;
for int i in {1, 5, 10} { count += i; }
if (count == 16 && !false) { rx(shift / 2 - count * 0.125) even[-1]; }
crz(-shift) q[0], q[3];
