import { z } from 'zod'

/** The errors of one type so far; older windows have less weight. */
export const ErrorBaseline = z.object({
  windows: z.number(),
  events: z.number(),
  errors: z.number(),
  /** Errors by code. */
  codes: z.array(z.tuple([z.string(), z.number()])),
  /** Sums over windows: Pearson's χ² of each, its events, and the number of windows. */
  chi: z.number(),
  chiEvents: z.number(),
  chiWindows: z.number(),
  /** Events and errors of the latest windows, newest last. */
  recent: z.array(z.tuple([z.number(), z.number()])),
})
export type ErrorBaseline = z.infer<typeof ErrorBaseline>

/** A cumulative sum of evidence that the error rate has risen, and the counts since the evidence began. */
export const Drift = z.object({ sum: z.number(), since: z.number(), events: z.number(), errors: z.number() })
export type Drift = z.infer<typeof Drift>

/** The number of events in a window of the type. */
export const VolumeBaseline = z.object({
  windows: z.number(),
  mean: z.number(),
  /** Sums of (count − expected)² − expected and of expected²; older windows have less weight. */
  excess: z.number(),
  square: z.number(),
})
export type VolumeBaseline = z.infer<typeof VolumeBaseline>

/** How the hours of the week differ: a share (events, errors) of a whole (windows, events). */
export const Season = z.object({
  active: z.boolean(),
  windows: z.number(),
  long: z.object({ part: z.number(), whole: z.number() }),
  hour: z.object({ number: z.number(), part: z.number(), whole: z.number() }),
  /** By hour of the week: the ratio of each of the latest weeks to the long-run average, and the amount of data behind it. */
  hours: z.array(z.object({ ratios: z.array(z.number()), part: z.number() })),
})
export type Season = z.infer<typeof Season>

/** A deviation that lasts: its first window, its number of windows, and the number of unremarkable windows at its end. */
const Deviation = z.object({ since: z.number(), windows: z.number(), quiet: z.number() })

export const TypeState = z.object({
  errors: ErrorBaseline,
  drift: Drift,
  volume: VolumeBaseline,
  /** Natural logarithms of the p95 of the latest windows, oldest first. */
  latency: z.array(z.number()),
  seasons: z.object({ errors: Season, volume: Season }),
  deviations: z.object({
    'error-rate': Deviation.nullable(),
    volume: Deviation.nullable(),
    latency: Deviation.nullable(),
  }),
})
export type TypeState = z.infer<typeof TypeState>

/** The detector's whole state; plain data, kept as JSON. */
export const DetectorState = z.object({
  version: z.literal(1),
  /** The last window observed. */
  through: z.number().nullable(),
  windows: z.number(),
  all: TypeState,
  types: z.array(z.tuple([z.string(), TypeState])),
  /** Incidents whose level was accepted as the new normal, the latest last: each is applied once. */
  accepted: z.array(z.string()).default([]),
})
export type DetectorState = z.infer<typeof DetectorState>

export function emptyErrors(): ErrorBaseline {
  return { windows: 0, events: 0, errors: 0, codes: [], chi: 0, chiEvents: 0, chiWindows: 0, recent: [] }
}

export function noDrift(): Drift {
  return { sum: 0, since: 0, events: 0, errors: 0 }
}

export function emptyVolume(): VolumeBaseline {
  return { windows: 0, mean: 0, excess: 0, square: 0 }
}

function emptySeason(): Season {
  const none = { part: 0, whole: 0 }
  return { active: false, windows: 0, long: { ...none }, hour: { number: -1, ...none }, hours: [] }
}

export function emptyType(): TypeState {
  return {
    errors: emptyErrors(),
    drift: noDrift(),
    volume: emptyVolume(),
    latency: [],
    seasons: { errors: emptySeason(), volume: emptySeason() },
    deviations: { 'error-rate': null, volume: null, latency: null },
  }
}

export function emptyState(): DetectorState {
  return { version: 1, through: null, windows: 0, all: emptyType(), types: [], accepted: [] }
}

/** The weight of the past after one more window, for a half-life in windows. */
export function decay(halfLife: number): number {
  return 2 ** (-1 / halfLife)
}
