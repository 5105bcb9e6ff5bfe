/**
 * Tells integrals of spin orbitals that are listed as if they were spatial ones: read so, each electron would find twice as many orbitals.
 *
 * Spin orbitals come alternating (up, down, up, ...) or in two halves. Spin forbids every integral that changes it, both spins have the same numbers, and a
 * spatial orbital's two spin orbitals repel each other as much as one repels itself, without exchange. Distinct spatial orbitals never do: an exchange integral
 * is a self-repulsion and positive.
 */
interface Integrals {
  readonly orbitals: number
  readonly oneElectron: Float64Array
  readonly twoElectron: Float64Array
}

/** Two integrals that differ by less than this part of the largest one are equal. */
const SAME = 1e-8

/** How the spin orbitals are ordered, in words; undefined where these are integrals of spatial orbitals. */
export function spinOrbitalOrder(integrals: Integrals): string | undefined {
  const { orbitals: n } = integrals
  if (n % 2 !== 0) return undefined
  if (areSpinOrbitals(integrals, (p, spin) => 2 * p + spin)) return 'spin up and down in turn'
  if (areSpinOrbitals(integrals, (p, spin) => p + (spin * n) / 2)) return 'first all of spin up, then all of spin down'
  return undefined
}

function areSpinOrbitals({ orbitals: n, oneElectron, twoElectron }: Integrals, place: (orbital: number, spin: number) => number): boolean {
  const spins = [0, 1]
  const spatial = Array.from({ length: n / 2 }, (_, p) => p)
  const two = (p: number, q: number, r: number, s: number): number => twoElectron[((p * n + q) * n + r) * n + s]
  const largest = [oneElectron, twoElectron].map((list) => list.reduce((most, value) => Math.max(most, Math.abs(value)), 0))
  const same = (a: number, b: number): boolean => Math.abs(a - b) <= SAME * largest[1]
  const sameHop = (a: number, b: number): boolean => Math.abs(a - b) <= SAME * largest[0]
  const repel = spatial.some((p) => Math.abs(two(place(p, 0), place(p, 0), place(p, 1), place(p, 1))) > SAME * largest[1])
  if (!repel) return false
  return spatial.every((p) =>
    spatial.every((q) => {
      const [up, down] = spins.map((spin) => oneElectron[place(p, spin) * n + place(q, spin)])
      if (!sameHop(up, down) || !sameHop(oneElectron[place(p, 0) * n + place(q, 1)], 0)) return false
      return spatial.every((r) =>
        spatial.every((s) => {
          const mixed = two(place(p, 0), place(q, 0), place(r, 1), place(s, 1))
          const alike = spins.map((spin) => two(place(p, spin), place(q, spin), place(r, spin), place(s, spin)))
          // Some programs leave out the repulsion of a spin orbital with itself, which no electron feels.
          const allowed = alike.every(
            (value) => same(value, mixed) || (p === r && q === s && value === 0) || (p === r && q === r && value === 0),
          )
          const forbidden = spins.flatMap((a) => spins.map((b) => two(place(p, 0), place(q, 1), place(r, a), place(s, b))))
          return allowed && same(alike[0], alike[1]) && forbidden.every((value) => same(value, 0))
        }),
      )
    }),
  )
}
