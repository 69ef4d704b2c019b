import type { Random } from './random-streams'
import { enterShop, type InteractionType, nextStep } from './shop-visit'
import { createWeightedChoice } from './weighted-choice'

/** The number of visits in progress at any time, and of users; both bound the simulator's memory. */
const SESSIONS = 4_096
const USERS = 20_000
const PRODUCTS = 10_000
/** The exponent of Zipf's law: about a tenth of the products gets two thirds of the views. */
const POPULARITY = 0.9
/** Steps made before the first event, per visit, so that the simulation begins with visits in all stages. */
const WARM_UP = 12

export interface Session {
  user: string
  id: string
  type: InteractionType
  product: number
}

/** Picks one of the visits in progress and moves it one step further; a new visit replaces one that ends. */
export type SimulatedSessions = () => Readonly<Session>

/** `people` decides who the users are and which products are popular; `visits` decides everything that happens. */
export function createSimulatedSessions(people: Random, visits: Random, ids: Random): SimulatedSessions {
  const users = Array.from({ length: USERS }, () => people.uuid())
  const products = shuffled(PRODUCTS, people)
  const rank = createWeightedChoice(Array.from({ length: PRODUCTS }, (_, i) => 1 / (i + 1) ** POPULARITY))
  const anyProduct = () => products[rank(visits)] as number
  const pick = () => Math.floor(visits.next() * SESSIONS)

  const stages: InteractionType[] = Array.from({ length: SESSIONS }, () => enterShop(visits))
  for (let step = 0; step < SESSIONS * WARM_UP; step++) {
    const at = pick()
    stages[at] = nextStep(stages[at] as InteractionType, visits) ?? enterShop(visits)
  }
  const begin = (type: InteractionType): Session => ({
    user: users[Math.floor(visits.next() * USERS)] as string,
    id: ids.uuid(),
    type,
    product: anyProduct(),
  })
  const sessions = stages.map(begin)

  return () => {
    const at = pick()
    const session = sessions[at] as Session
    const type = nextStep(session.type, visits)
    if (type === null) {
      const visit = begin(enterShop(visits))
      sessions[at] = visit
      return visit
    }
    session.type = type
    // A user puts the product into the cart that was viewed last.
    if (type === 'VIEW_PRODUCT') session.product = anyProduct()
    return session
  }
}

/** 1 to n in random order (Fisher and Yates). */
function shuffled(n: number, random: Random): Uint16Array {
  const numbers = Uint16Array.from({ length: n }, (_, i) => i + 1)
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(random.next() * (i + 1))
    const kept = numbers[i] as number
    numbers[i] = numbers[j] as number
    numbers[j] = kept
  }
  return numbers
}
