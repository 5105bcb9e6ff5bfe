/** The script of a worker as text, which the build puts here (`tooling/tsup/packageBuild.ts`): sources always have the script beside them. */
export const workerText: string | undefined = undefined
