import { Button, Loader } from '@mantine/core'
import { useElementSize, useMergedRef } from '@mantine/hooks'
import { IconArrowDown } from '@tabler/icons-react'
import { type CSSProperties, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { formatCount } from '../../ui/format/numbers'
import { formatDay } from '../../ui/format/time'
import { layoutLines, linesBetween, ROW_HEIGHT } from './line-layout'
import { LogLine } from './log-line'
import classes from './log-lines.module.css'
import type { LogStream } from './use-log-stream'

/** The number of lines drawn above and below the visible ones, so that scrolling never shows a gap. */
const SPARE = 12 * ROW_HEIGHT
/** Older lines are loaded when the first line is closer than this. */
const NEAR_TOP = 20 * ROW_HEIGHT
const GAPS = 4.5
const LEVEL = 5
const TIME = 8
const TIME_WITH_DAY = 15
/** In a narrow window a long name is shortened for the text. */
const LONGEST_NAME = 15

interface LogLinesProps {
  log: LogStream
  search: string
  label: string
  /** Services that may print: their names have space from the beginning, so that later lines do not move the others. */
  names: readonly string[]
}

/** The visible lines of a log; follows the newest line until the user scrolls up. */
export function LogLines({ log, search, label, names }: LogLinesProps) {
  const { lines, following, control } = log
  const scroller = useRef<HTMLElement>(null)
  const size = useElementSize()
  const ref = useMergedRef(scroller, size.ref)
  const [scrollTop, setScrollTop] = useState(0)
  const { probe, character } = useCharacterWidth()

  const withDay = useMemo(() => {
    const today = formatDay(Date.now())
    return [lines[0], lines.at(-1)].some((line) => line && formatDay(line.at) !== today)
  }, [lines])
  const longestIn = useMemo(() => lines.reduce((longest, { service }) => Math.max(longest, service.length), 0), [lines])
  const name = Math.min(LONGEST_NAME, Math.max(longestIn, ...names.map(({ length }) => length)))
  const time = withDay ? TIME_WITH_DAY : TIME
  const columns = Math.max(20, Math.floor(size.width / character - GAPS - LEVEL - time - name))
  const layout = useMemo(() => layoutLines(lines, columns), [lines, columns])
  const top = following ? Math.max(0, layout.height - size.height) : scrollTop
  const { start, end } = linesBetween(layout, top - SPARE, top + size.height + SPARE)

  useLayoutEffect(() => {
    if (following && scroller.current) scroller.current.scrollTop = layout.height
  }, [following, layout, size.height])

  const anchor = useRef<number | undefined>(undefined)
  // Older lines are added above: the visible ones keep their position.
  useLayoutEffect(() => {
    const before = anchor.current
    const first = lines[0]?.id
    anchor.current = first
    if (following || !scroller.current || before === undefined || first === undefined || first >= before) return
    scroller.current.scrollTop += layout.tops[lines.findIndex(({ id }) => id === before)] ?? 0
    setScrollTop(scroller.current.scrollTop)
  }, [lines])

  const onScroll = () => {
    const box = scroller.current
    if (!box) return
    const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < ROW_HEIGHT / 2
    if (!atEnd || !following) setScrollTop(box.scrollTop)
    if (atEnd && !following) control.follow()
    if (!atEnd && following) control.pause()
    if (!atEnd && box.scrollTop < NEAR_TOP && log.more) control.loadOlder()
  }
  const held = useRef(false)
  const hold = () => {
    if (!following) return
    held.current = true
    control.hold()
  }
  const release = () => {
    if (!held.current) return
    held.current = false
    const selected = window.getSelection()?.isCollapsed === false
    if (selected) setScrollTop(scroller.current?.scrollTop ?? 0)
    control.release(!selected)
  }

  return (
    <div className={classes.frame}>
      <section
        ref={ref}
        className={classes.scroller}
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        onScroll={onScroll}
        onPointerDown={hold}
        onPointerUp={release}
        onPointerCancel={release}
        onPointerLeave={release}
        style={{ '--log-time': `${time}ch`, '--log-name': `${name}ch` } as CSSProperties}
      >
        <span ref={probe} className={classes.probe} />
        <div style={{ height: layout.height }}>
          <div style={{ transform: `translateY(${layout.tops[start] ?? 0}px)` }}>
            {lines.slice(start, end).map((line, i) => (
              <LogLine
                key={line.id}
                line={line}
                height={(layout.tops[start + i + 1] ?? 0) - (layout.tops[start + i] ?? 0)}
                search={search}
                withDay={withDay}
              />
            ))}
          </div>
        </div>
      </section>
      {log.loadingOlder && (
        <div className={classes.older}>
          <Loader size={14} /> Older lines…
        </div>
      )}
      {!following && (
        <Button
          className={classes.newest}
          size="xs"
          radius="xl"
          leftSection={<IconArrowDown size={14} aria-hidden />}
          onClick={control.follow}
        >
          {log.waiting === 0
            ? 'To the newest line'
            : `${formatCount(log.waiting)} new ${log.waiting === 1 ? 'line' : 'lines'}`}
        </Button>
      )}
    </div>
  )
}

const PROBE_CHARACTERS = 100

/** The width of a character of the log's font, in pixels. */
function useCharacterWidth() {
  const probe = useRef<HTMLSpanElement>(null)
  const [character, setCharacter] = useState(7)
  useLayoutEffect(() => {
    const width = probe.current?.getBoundingClientRect().width ?? 0
    if (width > 0) setCharacter(width / PROBE_CHARACTERS)
  }, [])
  return { probe, character }
}
