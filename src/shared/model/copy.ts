import { z } from 'zod'
import { Backend, backendInUse, type ChosenBackend } from './app'
import { DatasetName } from './dataset'
import { Fault } from './fault'

/** The steps of a copy, in order. */
export const CopyStep = z.enum([
  'opening',
  'settling',
  'schemas',
  'events',
  'dead-letters',
  'objects',
  'ledger',
  'verifying',
])
export type CopyStep = z.infer<typeof CopyStep>

/**
 * `running` → `done`. A cancelled, failed or interrupted copy is unfinished: its target cannot be used until the copy is continued or
 * removed. `different`: everything was copied, and the comparison found differences.
 */
export const CopyState = z.enum(['running', 'removing', 'done', 'different', 'cancelled', 'failed'])
export type CopyState = z.infer<typeof CopyState>

/** A difference that the comparison at the end found, as text for the user. */
export const CopyDifference = z.object({
  dataset: DatasetName,
  what: z.string(),
  source: z.string(),
  target: z.string(),
})
export type CopyDifference = z.infer<typeof CopyDifference>

/** How much was copied, and how much there is. */
export const CopyFigures = z.object({
  events: z.number(),
  eventsTotal: z.number(),
  windows: z.number(),
  windowsTotal: z.number(),
  objects: z.number(),
  objectsTotal: z.number(),
  deadLetters: z.number(),
})
export type CopyFigures = z.infer<typeof CopyFigures>

export const NOTHING_COPIED: CopyFigures = {
  events: 0,
  eventsTotal: 0,
  windows: 0,
  windowsTotal: 0,
  objects: 0,
  objectsTotal: 0,
  deadLetters: 0,
}

/** The newest copy to a backend. */
export const CopyJob = z.object({
  id: z.string(),
  from: Backend,
  to: Backend,
  /** The environment of the external backend, if that is one of the two. */
  environment: z.string().nullable(),
  state: CopyState,
  step: CopyStep,
  /** Whether the target holds what this copy wrote: not when it was refused, or removed. */
  claimed: z.boolean(),
  startedAt: z.number(),
  endedAt: z.number().nullable(),
  figures: CopyFigures,
  /** Measured since the copy was started or continued; null while no events are being copied. */
  eventsPerSecond: z.number().nullable(),
  secondsLeft: z.number().nullable(),
  differences: z.array(CopyDifference),
  fault: Fault.nullable(),
})
export type CopyJob = z.infer<typeof CopyJob>

export function sourceOf({ from, environment }: Pick<CopyJob, 'from' | 'environment'>): ChosenBackend {
  return backendInUse({ backend: from, environment })
}

export function targetOf({ to, environment }: Pick<CopyJob, 'to' | 'environment'>): ChosenBackend {
  return backendInUse({ backend: to, environment })
}

/** Whether the target holds only a part of the source. */
export function isUnfinished({ state, claimed }: Pick<CopyJob, 'state' | 'claimed'>): boolean {
  return claimed && state !== 'done'
}

/** Whether a copy or its removal is running. */
export function isMoving({ state }: Pick<CopyJob, 'state'>): boolean {
  return state === 'running' || state === 'removing'
}
