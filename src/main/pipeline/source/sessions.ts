import type { Random } from './random'
import { enterShop, type InteractionType, nextStep } from './shop-visit'
import { createWeighted } from './weighted'

/** Visits under way at any time, of this many users; both bound the simulator's memory. */
const SESSIONS = 4_096
const USERS = 20_000
const PRODUCTS = 10_000
/** The exponent of Zipf's law: about the tenth part of the products gets two thirds of the views. */
const POPULARITY = 0.9
/** Steps taken before the first event, per visit, so that the simulation begins with visits in all stages. */
const WARM_UP = 12

export interface Session {
  user: string
  id: string
  type: InteractionType
  product: number
}

/** Picks one of the visits under way and takes it one step further; one that ends gives its place to a new one. */
export type Sessions = () => Readonly<Session>

/** `people` decides who the users are and which products are popular; `walk` all that happens. */
export function createSessions(people: Random, walk: Random, ids: Random): Sessions {
  const users = Array.from({ length: USERS }, () => people.uuid())
  const products = shuffled(PRODUCTS, people)
  const rank = createWeighted(Array.from({ length: PRODUCTS }, (_, i) => 1 / (i + 1) ** POPULARITY))
  const anyProduct = () => products[rank(walk)] as number
  const pick = () => Math.floor(walk.next() * SESSIONS)

  const stages: InteractionType[] = Array.from({ length: SESSIONS }, () => enterShop(walk))
  for (let step = 0; step < SESSIONS * WARM_UP; step++) {
    const at = pick()
    stages[at] = nextStep(stages[at] as InteractionType, walk) ?? enterShop(walk)
  }
  const begin = (type: InteractionType): Session => ({
    user: users[Math.floor(walk.next() * USERS)] as string,
    id: ids.uuid(),
    type,
    product: anyProduct(),
  })
  const sessions = stages.map(begin)

  return () => {
    const at = pick()
    const session = sessions[at] as Session
    const type = nextStep(session.type, walk)
    if (type === null) {
      const visit = begin(enterShop(walk))
      sessions[at] = visit
      return visit
    }
    session.type = type
    // What goes into the cart is the product that was viewed last.
    if (type === 'VIEW_PRODUCT') session.product = anyProduct()
    return session
  }
}

/** 1 to n in an order of chance (Fisher and Yates). */
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
