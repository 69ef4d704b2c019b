import { normalUpper } from './distributions'

/** This fraction of the level is distributed equally, so that no test is left without a share. */
const EVENLY = 0.1
/** Enough bisection steps for the tolerance needed. */
const HALVINGS = 40
const MOST_SAVING = 1_000

/**
 * Distributes a level over tests of different power so that as many as possible of the target rises are found: each gets P(Z ≥
 * r/2 + c/r). Here r is the distance of the target rise from the expected value in standard deviations, and c, the same for all,
 * makes the shares sum to the level. Tests that would find the rise anyway get little, and so do tests that would hardly find it.
 * If not all of the level is needed, c is 0: then a false alarm is as unlikely as a miss. (Roeder and Wasserman 2009.)
 */
export function splitSignificanceLevel(reaches: readonly number[], level: number): number[] {
  const even = (level * EVENLY) / Math.max(1, reaches.length)
  const at = (saving: number) => reaches.map((reach) => (reach > 0 ? normalUpper(reach / 2 + saving / reach) : 0))
  const tooMuch = (saving: number) => at(saving).reduce((all, one) => all + one, 0) > level * (1 - EVENLY)
  let [low, high] = [0, tooMuch(0) ? MOST_SAVING : 0]
  for (let i = 0; i < HALVINGS && high > low; i++) {
    const middle = (low + high) / 2
    if (tooMuch(middle)) low = middle
    else high = middle
  }
  return at(high).map((own) => own + even)
}
