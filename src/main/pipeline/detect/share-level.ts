import { normalUpper } from './distributions'

/** This part of the level is shared out evenly, so that no test is left with nothing. */
const EVENLY = 0.1
/** Enough halvings for any use of a level, from a saving that leaves nothing. */
const HALVINGS = 40
const MOST_SAVING = 1_000

/**
 * Shares a level out among tests of different power so that as many as possible of the rises that are looked for are found: each
 * gets P(Z ≥ r/2 + c/r), where r is how far that rise lies above what is expected, in standard deviations, and c, the same for all,
 * makes them sum up to the level. What would be found without a mistake anyway gets little, what would hardly be found little too.
 * Where not all of the level is needed c is 0: a false alarm is as unlikely as a miss. (Roeder and Wasserman 2009.)
 */
export function shareLevel(reaches: readonly number[], level: number): number[] {
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
