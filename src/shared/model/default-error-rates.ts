/** The simulator's default error rate of each event type; used when the settings have none. */
export const DEFAULT_ERROR_RATES = {
  VIEW_PRODUCT: 0.02,
  SEARCH: 0.025,
  ADD_TO_CART: 0.03,
  CHECKOUT: 0.045,
  PAYMENT: 0.06,
} as const satisfies Readonly<Record<string, number>>
