export { emitGemm, emitZgemm, gemmScratchBytes } from './emitGemm.ts'
