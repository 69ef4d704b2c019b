import { useElementSize } from '@mantine/hooks'
import { MINUTE_MS } from '@shared/lib/time'
import type { BandPoint, Measure } from '@shared/model/anomaly'
import type { WindowStart } from '@shared/model/window'
import { type PointerEvent, useMemo, useState } from 'react'
import { formatExpected, formatMeasured } from '../../ui/format/measure'
import { formatDay, formatMinute } from '../../ui/format/time'
import classes from './band-chart.module.css'
import { type BandLayout, layoutBand } from './band-layout'

interface BandChartProps {
  /** The chart's description, for screen readers. */
  label: string
  points: readonly BandPoint[]
  measure: Measure
  height: number
  /** The background is tinted from the beginning of the first to the end of the last of these windows. */
  span?: { readonly from: WindowStart; readonly to: WindowStart } | null
  /** The link of an anomalous window's mark. */
  hrefOf(start: WindowStart): string
}

/** A measure, window by window, over its expected range; anomalous values are marked and link to details. */
export function BandChart({ label, points, measure, height, span = null, hrefOf }: BandChartProps) {
  const { ref, width } = useElementSize()
  const layout = useMemo(() => layoutBand(points, measure, width, height), [points, measure, width, height])
  const [over, setOver] = useState<BandPoint | null>(null)
  const described = over ?? highest(points)

  const move = (event: PointerEvent<SVGSVGElement>) => {
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left
    setOver(nearest(layout, x))
  }
  return (
    <div>
      <p className={classes.caption}>
        {described && (
          <>
            <span>{`${formatDay(described.start)} ${formatMinute(described.start)}`}</span>
            <strong data-anomalous={described.anomalous || undefined}>
              {described.observed === null ? 'nothing' : formatMeasured(measure, described.observed)}
            </strong>
            <span>
              {described.expected
                ? `expected ${formatExpected(measure, described.expected)}`
                : 'not enough history yet'}
            </span>
          </>
        )}
      </p>
      <div ref={ref} className={classes.chart} style={{ height }}>
        {width > 0 && (
          // biome-ignore lint/a11y/useSemanticElements: an SVG holds no fieldset
          <svg
            width={width}
            height={height}
            role="group"
            aria-label={label}
            onPointerMove={move}
            onPointerLeave={() => setOver(null)}
          >
            {span && (
              <rect
                className={classes.span}
                x={layout.xOf(span.from) - halfStep(layout)}
                width={Math.max(2, layout.xOf(span.to) - layout.xOf(span.from) + 2 * halfStep(layout))}
                y={0}
                height={layout.bottom}
              />
            )}
            {layout.yTicks.map(({ y, text }) => (
              <g key={y}>
                <line className={classes.grid} x1={layout.left} x2={layout.right} y1={y} y2={y} />
                <text x={layout.left - 8} y={y + 4} textAnchor="end">
                  {text}
                </text>
              </g>
            ))}
            {layout.xTicks.map(({ x, text }) => (
              <text key={x} x={x} y={height - 6} textAnchor="middle">
                {text}
              </text>
            ))}
            {layout.bands.map((d) => (
              <path key={d} d={d} className={classes.band} />
            ))}
            {layout.lines.map((d) => (
              <path key={d} d={d} className={classes.line} />
            ))}
            {over && <Cursor layout={layout} point={over} />}
            {layout.marks.map(({ point, x, y }) =>
              point.anomalous && y !== null ? (
                <a
                  key={point.start}
                  href={hrefOf(point.start)}
                  aria-label={`${formatMinute(point.start)}: ${formatMeasured(measure, point.observed ?? 0)}, show rows`}
                  className={classes.mark}
                >
                  <title>{`${formatMinute(point.start)}: show rows`}</title>
                  <circle cx={x} cy={y} r={11} className={classes.reach} />
                  <circle cx={x} cy={y} r={4.5} className={classes.dot} />
                </a>
              ) : null,
            )}
          </svg>
        )}
      </div>
    </div>
  )
}

function Cursor({ layout, point }: { layout: BandLayout; point: BandPoint }) {
  const mark = layout.marks.find((one) => one.point.start === point.start)
  if (!mark) return null
  return (
    <>
      <line className={classes.cursor} x1={mark.x} x2={mark.x} y1={0} y2={layout.bottom} />
      {mark.y !== null && <circle className={classes.here} cx={mark.x} cy={mark.y} r={3} />}
    </>
  )
}

function nearest({ marks }: BandLayout, x: number): BandPoint | null {
  let best: BandLayout['marks'][number] | null = null
  for (const mark of marks) if (!best || Math.abs(mark.x - x) < Math.abs(best.x - x)) best = mark
  return best?.point ?? null
}

/** Without a pointer over it, the chart describes its most unusual window. */
function highest(points: readonly BandPoint[]): BandPoint | null {
  const anomalous = points.filter((point) => point.anomalous)
  const among = anomalous.length > 0 ? anomalous : points
  return among.reduce<BandPoint | null>(
    (most, point) => (most === null || distance(point) > distance(most) ? point : most),
    null,
  )
}

function distance({ observed, expected }: BandPoint): number {
  return observed === null || expected === null ? -1 : Math.abs(observed - expected.value)
}

/** Half the distance from one window to the next. */
function halfStep(layout: BandLayout): number {
  return (layout.xOf(MINUTE_MS) - layout.xOf(0)) / 2
}
