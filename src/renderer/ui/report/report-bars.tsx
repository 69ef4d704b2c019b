import { useElementSize } from '@mantine/hooks'
import { formatCount } from '../format/numbers'
import { layoutBars } from './bars-layout'
import classes from './report-bars.module.css'
import type { LabelledType } from './report-types'

/**
 * Success and error bars per event type, with their numbers. `height` is for few types; with many types, the chart is as high as
 * needed.
 */
export function ReportBars({ types, height }: { types: readonly LabelledType[]; height: number }) {
  const { ref, width } = useElementSize()
  const layout = layoutBars(types, width, height)
  const words = types.map(
    (t) => `${t.label}: ${formatCount(t.events - t.errors)} succeeded, ${formatCount(t.errors)} failed`,
  )
  return (
    <div ref={ref} className={classes.bars}>
      {width > 0 && (
        <svg
          width={layout.width}
          height={layout.height}
          role="img"
          aria-label={`Success and error by event type. ${words.join('; ')}`}
        >
          {layout.bars.map((bar) => (
            <rect
              key={`${bar.kind} ${bar.x} ${bar.y}`}
              x={bar.x}
              y={bar.y}
              width={bar.width}
              height={bar.height}
              rx={Math.min(3, bar.height / 2)}
              className={classes[bar.kind]}
            />
          ))}
          {layout.texts.map((text) => (
            <text
              key={`${text.kind} ${text.x} ${text.y}`}
              x={text.x}
              y={text.y}
              textAnchor={text.anchor}
              data-kind={text.kind}
            >
              {text.text}
            </text>
          ))}
        </svg>
      )}
    </div>
  )
}
