import { type Disturbance, type DisturbanceKind, Scenario } from '@shared/model/scenario'
import { formatSpan, parseSpan } from '../../ui/format/time-span'
import { KINDS, type Strength } from '../../ui/scenario/disturbance-kinds'

/** A disturbance in the editor: texts as typed. */
export interface DisturbanceDraft {
  /** Identifies a row while rows are moved and removed. */
  readonly key: number
  readonly kind: DisturbanceKind
  /** Empty: all types. */
  readonly types: readonly string[]
  readonly start: string
  readonly length: string
  /** A percentage, a factor, an error code, or a time span. */
  readonly strengths: Readonly<Record<Strength, string>>
}

export interface ScenarioDraft {
  readonly name: string
  readonly disturbances: readonly DisturbanceDraft[]
}

export type DraftField = 'start' | 'length' | Strength

/** The problems of a draft, in words: of its name, and by row and field. */
export interface DraftProblems {
  readonly name: string | null
  /** Of the list as a whole. */
  readonly list: string | null
  readonly rows: readonly Partial<Record<DraftField, string>>[]
}

const USUAL: Record<Strength, string> = {
  errorRate: '15',
  factor: '2',
  share: '10',
  errorCode: '503',
  delaySeconds: '1 min 30 s',
}

let lastKey = 0

export function newDisturbance(kind: DisturbanceKind = 'error-burst'): DisturbanceDraft {
  return { key: ++lastKey, kind, types: [], start: '0 s', length: '10 min', strengths: USUAL }
}

export function draftOf({ name, disturbances }: Scenario): ScenarioDraft {
  return { name, disturbances: disturbances.map(disturbanceDraft) }
}

function disturbanceDraft(disturbance: Disturbance): DisturbanceDraft {
  const strengths = { ...USUAL }
  if ('errorRate' in disturbance) strengths.errorRate = percentText(disturbance.errorRate)
  if ('factor' in disturbance) strengths.factor = String(disturbance.factor)
  if ('share' in disturbance) strengths.share = percentText(disturbance.share)
  if ('errorCode' in disturbance) strengths.errorCode = String(disturbance.errorCode)
  if ('delaySeconds' in disturbance) strengths.delaySeconds = formatSpan(disturbance.delaySeconds)
  return {
    key: ++lastKey,
    kind: disturbance.kind,
    types: disturbance.types ?? [],
    start: formatSpan(disturbance.startSeconds),
    length: formatSpan(disturbance.lengthSeconds),
    strengths,
  }
}

type Checked =
  | { readonly scenario: Scenario; readonly problems: null }
  | { readonly scenario: null; readonly problems: DraftProblems }

/** The scenario that a draft describes, or the problems that keep it from being one. */
export function checkDraft({ name, disturbances }: ScenarioDraft): Checked {
  const parsed = Scenario.safeParse({ name: name.trim(), disturbances: disturbances.map(rawDisturbance) })
  if (parsed.success) return { scenario: parsed.data, problems: null }
  const rows: Partial<Record<DraftField, string>>[] = disturbances.map(() => ({}))
  const problems = { name: null as string | null, list: null as string | null, rows }
  for (const { path } of parsed.error.issues) {
    const [part, row, key] = path
    if (part === 'name') problems.name = name.trim() === '' ? 'A scenario needs a name.' : 'At most 100 characters.'
    const field = FIELDS[String(key)]
    const of = typeof row === 'number' ? rows[row] : undefined
    if (of && field) of[field] = WRONG[field]
    else if (part === 'disturbances')
      problems.list = disturbances.length === 0 ? 'Add at least one disturbance.' : 'At most 200 disturbances.'
  }
  return { scenario: null, problems }
}

/** The fields of the file by their names in the draft. */
const FIELDS: Readonly<Record<string, DraftField>> = {
  startSeconds: 'start',
  lengthSeconds: 'length',
  errorRate: 'errorRate',
  factor: 'factor',
  share: 'share',
  errorCode: 'errorCode',
  delaySeconds: 'delaySeconds',
}

const WRONG: Record<DraftField, string> = {
  start: 'Enter a time such as 0 s, 90 s or 5 min.',
  length: 'Enter a time such as 90 s, 10 min or 1 h.',
  errorRate: 'Enter 0 to 100 %.',
  factor: 'Enter 1 or more; at most 20 for a spike.',
  share: 'Enter 0 to 100 %.',
  errorCode: 'Enter a code from 400 to 599.',
  delaySeconds: 'Enter a time such as 90 s, up to 24 h.',
}

/** The disturbance as in a file; an unreadable value is null, so that the schema refuses it in its field. */
function rawDisturbance({ kind, types, start, length, strengths }: DisturbanceDraft): Record<string, unknown> {
  return {
    kind,
    ...(types.length === 0 ? {} : { types }),
    startSeconds: parseSpan(start),
    lengthSeconds: parseSpan(length),
    ...Object.fromEntries(
      KINDS[kind].strengths.map((strength) => [strength, rawStrength(strength, strengths[strength])]),
    ),
  }
}

function rawStrength(strength: Strength, text: string): number | null {
  if (strength === 'delaySeconds') return parseSpan(text)
  const value = Number(text.replace(/[%×x]\s*$/i, '').trim())
  if (text.trim() === '' || Number.isNaN(value)) return null
  // 15 / 100 exactly, without the floating-point error of the last bit.
  return strength === 'errorRate' || strength === 'share' ? Number((value / 100).toPrecision(12)) : value
}

function percentText(share: number): string {
  return String(Number((share * 100).toPrecision(12)))
}
