export {
  type Angle,
  angleSymbols,
  anglesEqual,
  feature,
  features,
  isConstant,
  minus,
  negate,
  parameter,
  parameters,
  plus,
  type Polynomial,
  sumOfAngles,
  type SymbolKind,
  type SymbolReference,
  type Term,
  times,
} from './angle.ts'
export { type AngleTable, buildAngleTable, evaluateAngles, pullBackAngles } from './angleTable.ts'
export { differentiateAngle, evaluateAngle, substituteAngle } from './evaluateAngle.ts'
export { formatAngle } from './formatAngle.ts'
