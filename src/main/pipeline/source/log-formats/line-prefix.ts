/** What programs that collect output write in front of each line. Sources: their documentation. */
const PREFIXES: readonly RegExp[] = [
  // docker compose logs: `web-1  | `
  /^[\w.-]+ +\| ?/,
  // kubectl logs --prefix: `[pod/web-7d4b/nginx] `
  /^\[pod\/[^\]]+\] /,
  // Kubernetes' container files: `2025-05-17T10:05:03.123456789Z stdout F `
  /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d) (?:stdout|stderr) [FP] /,
  // RFC 5424: `<190>1 2025-05-17T10:05:03Z web nginx - - - `
  /^<\d{1,3}>\d \S+ \S+ \S+ \S+ \S+ (?:-|\[[^\]]*\]) /,
  // RFC 3164, journalctl and Heroku: `<190>May 17 10:05:03 web nginx[12]: `, also with an ISO time and without a host
  /^(?:<\d{1,3}>)?(?:[A-Z][a-z]{2} [ \d]\d [\d:]{8}|\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)) (?:\S+ )?[\w./-]+(?:\[[\w.-]+\])?: /,
  // docker logs --timestamps: `2025-05-17T10:05:03.123456789Z `
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6,9}(?:Z|[+-]\d\d:\d\d) /,
]
const DEEPEST = 3

/** The line without what collecting programs wrote in front, one behind another; null if there is nothing of that kind. */
export function withoutPrefix(line: string): string | null {
  let rest = line
  for (let depth = 0; depth < DEEPEST; depth++) {
    const match = PREFIXES.map((prefix) => prefix.exec(rest)).find((found) => found !== null)
    if (!match) break
    rest = rest.slice(match[0].length)
  }
  return rest === line ? null : rest
}
