import type { ServiceLogLine } from '@shared/model/service'
import { memo, type ReactNode } from 'react'
import { formatCount } from '../../ui/format/numbers'
import { formatDay, formatSecond } from '../../ui/format/time'
import { SHOWN_CHARACTERS } from './line-layout'
import classes from './log-lines.module.css'

interface LogLineProps {
  line: ServiceLogLine
  height: number
  search: string
  withDay: boolean
}

export const LogLine = memo(function LogLine({ line, height, search, withDay }: LogLineProps) {
  const { at, level, service, text } = line
  const day = formatDay(at)
  const cut = text.length - SHOWN_CHARACTERS
  return (
    <div className={classes.line} style={{ height }} data-level={level ?? undefined}>
      <time dateTime={new Date(at).toISOString()} title={`${day} ${formatSecond(at)} UTC`} className={classes.time}>
        {withDay && `${day.replace(/ \d+$/, '').padEnd(6)} `}
        {formatSecond(at)}
      </time>
      <span className={classes.level}>{level?.toUpperCase()}</span>
      <span className={classes.service} title={service}>
        {service}
      </span>
      <span className={classes.text}>
        {marked(cut > 0 ? text.slice(0, SHOWN_CHARACTERS) : text, search)}
        {cut > 0 && ` … ${formatCount(cut)} more characters`}
      </span>
    </div>
  )
})

/** The text with the search matches marked, ignoring case. */
function marked(text: string, search: string): ReactNode {
  const wanted = search.toLowerCase()
  if (wanted === '') return text
  const lower = text.toLowerCase()
  // A few characters change their length with their case; then the match positions would be wrong.
  if (lower.length !== text.length) return text
  const parts: ReactNode[] = []
  let from = 0
  for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, from)) {
    parts.push(text.slice(from, at), <mark key={at}>{text.slice(at, at + wanted.length)}</mark>)
    from = at + wanted.length
  }
  return [...parts, text.slice(from)]
}
