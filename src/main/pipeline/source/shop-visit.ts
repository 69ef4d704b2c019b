import type { Random } from './random-streams'
import { createWeightedChoice } from './weighted-choice'

export const TYPES = ['VIEW_PRODUCT', 'SEARCH', 'ADD_TO_CART', 'CHECKOUT', 'PAYMENT'] as const
export type InteractionType = (typeof TYPES)[number]

type Step = InteractionType | 'LEAVE'

/**
 * A visit to the shop. The chances are chosen so that over many visits 45 % of the events are VIEW_PRODUCT, 27 % SEARCH, 15 %
 * ADD_TO_CART, 8 % CHECKOUT and 5 % PAYMENT: with e new visits per event, each share is e times the chance that a visit begins
 * with this type, plus the sum over the previous types of their share times the chance that this type follows. e is 0.244, so a
 * visit has 4.1 events on average.
 */
const ENTER: Partial<Record<Step, number>> = { SEARCH: 0.1275, VIEW_PRODUCT: 0.1165 }
const FOLLOW: Readonly<Record<InteractionType, Partial<Record<Step, number>>>> = {
  SEARCH: { SEARCH: 0.2, VIEW_PRODUCT: 0.6, LEAVE: 0.2 },
  VIEW_PRODUCT: { VIEW_PRODUCT: 0.28, SEARCH: 0.17, ADD_TO_CART: 1 / 3, LEAVE: 1 - 0.28 - 0.17 - 1 / 3 },
  ADD_TO_CART: { CHECKOUT: 8 / 15, VIEW_PRODUCT: 0.25, SEARCH: 0.08, LEAVE: 1 - 8 / 15 - 0.25 - 0.08 },
  CHECKOUT: { PAYMENT: 5 / 8, VIEW_PRODUCT: 0.1, LEAVE: 1 - 5 / 8 - 0.1 },
  PAYMENT: { LEAVE: 1 },
}

const STEPS: readonly Step[] = [...TYPES, 'LEAVE']
const chooser = (chances: Partial<Record<Step, number>>) => {
  const draw = createWeightedChoice(STEPS.map((step) => chances[step] ?? 0))
  return (random: Random) => STEPS[draw(random)] as Step
}
const follow = Object.fromEntries(TYPES.map((type) => [type, chooser(FOLLOW[type])])) as Record<
  InteractionType,
  (random: Random) => Step
>

/** The first event of a visit. */
export const enterShop = chooser(ENTER) as (random: Random) => InteractionType

/** The next event of the same visit, or null when the visit ends. */
export function nextStep(after: InteractionType, random: Random): InteractionType | null {
  const step = follow[after](random)
  return step === 'LEAVE' ? null : step
}
