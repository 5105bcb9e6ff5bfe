import { parseQasm } from '@ketwork/circuit'
const t=performance.now()
try { parseQasm('OPENQASM 3.0;\ninclude "stdgates.inc";\nqubit q; for int i in [0:999] for int j in [0:999] x q;') } catch (e:any) { console.log(e.message.slice(0,100)) }
console.log('1e6 ops', performance.now()-t, process.memoryUsage().heapUsed/1e6)
