export { packageBuild as default } from '../../tooling/tsup/packageBuild.ts'
