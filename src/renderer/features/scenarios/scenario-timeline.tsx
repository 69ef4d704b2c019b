import type { Disturbance } from '@shared/model/scenario'
import { type Profile, profilesOf } from './disturbance-profile'
import { lengthOf } from './disturbance-words'
import classes from './scenario-timeline.module.css'

interface ScenarioTimelineProps {
  disturbances: readonly Disturbance[]
  /** The height of one disturbance's row, in pixels. */
  rowHeight: number
  /** The maximum number of rows to draw; the rest is left out. */
  most?: number
  /** Seconds since the beginning: marks the current time. */
  now?: number | null
}

const WIDTH = 100
/** Space before the first and after the last disturbance, so that their edges are visible. */
const MARGIN = 5
const GAP = 4

/** One row per disturbance: its effect on the measures, from before the scenario begins until after its end. */
export function ScenarioTimeline({
  disturbances,
  rowHeight,
  most = disturbances.length,
  now = null,
}: ScenarioTimelineProps) {
  const end = lengthOf(disturbances)
  const shown = disturbances.slice(0, most)
  const xOf = (seconds: number) => MARGIN + (Math.min(Math.max(seconds, 0), end) / end) * (WIDTH - 2 * MARGIN)
  return (
    <svg
      className={classes.timeline}
      viewBox={`0 0 ${WIDTH} ${shown.length * rowHeight}`}
      height={shown.length * rowHeight}
      width="100%"
      preserveAspectRatio="none"
      aria-hidden
    >
      {shown.map((disturbance, i) => {
        const { kind, startSeconds, lengthSeconds } = disturbance
        const bottom = (i + 1) * rowHeight - 1
        const left = xOf(startSeconds)
        const right = Math.max(left + 1, xOf(startSeconds + lengthSeconds))
        return (
          <g key={`${i} ${kind}`}>
            <line className={classes.base} x1={0} x2={WIDTH} y1={bottom} y2={bottom} />
            {profilesOf(disturbance).map((profile) => {
              const course = courseOf(profile, left, right, bottom, rowHeight - GAP)
              return (
                <g key={profile.family} data-family={profile.family} className={classes.profile}>
                  <path className={classes.area} d={`M0,${bottom} L${course} L${WIDTH},${bottom} Z`} />
                  <path className={classes.course} d={`M${course}`} />
                </g>
              )
            })}
          </g>
        )
      })}
      {now !== null && (
        <line className={classes.now} x1={xOf(now)} x2={xOf(now)} y1={0} y2={shown.length * rowHeight} />
      )}
    </svg>
  )
}

/** The corners of a profile as an SVG path. */
function courseOf({ usual, from, to }: Profile, left: number, right: number, bottom: number, height: number): string {
  const y = (value: number) => (bottom - value * height).toFixed(2)
  const corners: readonly [number, number][] = [
    [0, usual],
    [left, usual],
    [left, from],
    [right, to],
    [right, usual],
    [WIDTH, usual],
  ]
  return corners.map(([x, value]) => `${x.toFixed(2)},${y(value)}`).join(' L')
}
