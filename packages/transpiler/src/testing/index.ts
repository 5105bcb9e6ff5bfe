export { checkPassLaw, type Pass, type PassLawOptions, PassLawError } from './passLaw.ts'
export { outcomeStates } from '../certificate/outcomeStates.ts'
