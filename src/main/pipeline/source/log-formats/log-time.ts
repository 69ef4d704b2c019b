const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const LOG = /^(\d{2})\/([A-Z][a-z]{2})\/(\d{4}):(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?: ([+-])(\d{2})(\d{2}))?$/
const ISO = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:[.,](\d{1,9}))?\s?(?:Z|([+-])(\d{2}):?(\d{2})?)?$/
const EPOCH = /^\d{9,19}(?:\.\d{1,9})?$/
/** The years whose days the store can distinguish. */
const FIRST_YEAR = 1970
const LAST_YEAR = 2148
const END = Date.UTC(LAST_YEAR + 1, 0)
/** An epoch time from here on is in seconds; a thousand times as many are milliseconds, and so on. Fewer are a duration or a number. */
const SECONDS_FROM = 100_000_000
const SECONDS_BELOW = 100_000_000_000
const NANOSECONDS_BELOW = 1e20

/**
 * A time as servers write it, as epoch milliseconds, or the reason why it is invalid: `17/May/2015:10:05:03 +0000`, ISO 8601, or
 * an epoch time in seconds, milliseconds, microseconds or nanoseconds. A time without a zone is UTC.
 */
export function parseLogTime(text: string): number | string {
  const log = LOG.exec(text)
  if (log) {
    const [, day, month, year, hour, minute, second, fraction, sign, hours, minutes] = log
    const date = { year: Number(year), month: MONTHS.indexOf(month as string), day: Number(day) }
    return moment(date, { hour, minute, second, fraction, sign, hours, minutes }, text, text.slice(0, 11))
  }
  const iso = ISO.exec(text)
  if (iso) {
    const [, year, month, day, hour, minute, second, fraction, sign, hours, minutes] = iso
    const date = { year: Number(year), month: Number(month) - 1, day: Number(day) }
    return moment(date, { hour, minute, second, fraction, sign, hours, minutes }, text, text.slice(0, 10))
  }
  if (EPOCH.test(text)) return epochTime(Number(text))
  return `the time "${text.slice(0, 40)}" is not written like 17/May/2015:10:05:03 +0000 or 2015-05-17T10:05:03Z`
}

/** An epoch time in any of these units, as epoch milliseconds, or the reason why it is none. */
export function epochTime(value: number): number | string {
  if (!(value >= SECONDS_FROM && value < NANOSECONDS_BELOW)) return `the number ${value} is no time since 1970`
  let seconds = value
  while (seconds >= SECONDS_BELOW) seconds /= 1_000
  const time = Math.round(seconds * 1_000)
  return time < END ? time : `the year of ${value} is not between ${FIRST_YEAR} and ${LAST_YEAR}`
}

interface CalendarDay {
  readonly year: number
  /** From 0; -1 for an unknown name. */
  readonly month: number
  readonly day: number
}

type Digits = string | undefined

function moment(
  { year, month, day }: CalendarDay,
  time: Record<'hour' | 'minute' | 'second' | 'fraction' | 'sign' | 'hours' | 'minutes', Digits>,
  text: string,
  date: string,
): number | string {
  if (year < FIRST_YEAR || year > LAST_YEAR) return `the year of ${text} is not between ${FIRST_YEAR} and ${LAST_YEAR}`
  // An unknown month gives a day of -1; the 31st of a short month becomes the 1st of the next: both show in the day.
  const utc = month < 0 || month > 11 ? Number.NaN : Date.UTC(year, month, day)
  if (new Date(utc).getUTCDate() !== day) return `there is no day ${date}`
  const [hour, minute, second] = [Number(time.hour), Number(time.minute), Number(time.second)]
  // Seconds go up to 60, for leap seconds.
  if (hour > 23 || minute > 59 || second > 60) {
    return `there is no time of day ${time.hour}:${time.minute}:${time.second}`
  }
  const [hours, minutes] = [Number(time.hours ?? 0), Number(time.minutes ?? 0)]
  if (hours > 14 || minutes > 59) return `there is no time zone ${time.sign}${time.hours}${time.minutes ?? ''}`
  const offset = (hours * 60 + minutes) * (time.sign === '-' ? -60_000 : 60_000)
  const fraction = time.fraction === undefined ? 0 : Math.floor(Number(`0.${time.fraction}`) * 1_000)
  return utc + ((hour * 60 + minute) * 60 + second) * 1_000 + fraction - offset
}
