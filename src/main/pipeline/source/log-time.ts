const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const SHAPE = /^(\d{2})\/([A-Z][a-z]{2})\/(\d{4}):(\d{2}):(\d{2}):(\d{2}) ([+-])(\d{2})(\d{2})$/
/** The years whose days the store can tell apart. */
const FIRST_YEAR = 1970
const LAST_YEAR = 2148

/** `17/May/2015:10:05:03 +0000` as epoch milliseconds, or in words what is wrong with it. */
export function parseLogTime(text: string): number | string {
  const match = SHAPE.exec(text)
  if (!match) return `the time "${text.slice(0, 40)}" is not written like 17/May/2015:10:05:03 +0000`
  const month = MONTHS.indexOf(match[2] as string)
  const [day, year, hour, minute, second, offsetHours, offsetMinutes] = [1, 3, 4, 5, 6, 8, 9].map((i) =>
    Number(match[i]),
  ) as [number, number, number, number, number, number, number]
  if (year < FIRST_YEAR || year > LAST_YEAR) return `the year of ${text} is not between ${FIRST_YEAR} and ${LAST_YEAR}`
  // A month that is none gives a day of -1; the 31st of a short month becomes the 1st of the next: both show in the day.
  const utc = month < 0 ? Number.NaN : Date.UTC(year, month, day)
  if (new Date(utc).getUTCDate() !== day) return `there is no day ${text.slice(0, 11)}`
  // Seconds count to 60, where a leap second is.
  if (hour > 23 || minute > 59 || second > 60) return `there is no time of day ${text.slice(12, 20)}`
  if (offsetHours > 14 || offsetMinutes > 59) return `there is no time zone ${text.slice(21)}`
  const offset = (offsetHours * 60 + offsetMinutes) * (match[7] === '-' ? -60_000 : 60_000)
  return utc + ((hour * 60 + minute) * 60 + second) * 1_000 - offset
}
