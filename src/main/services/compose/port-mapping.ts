import { z } from 'zod'

export interface PortMapping {
  readonly host: number
  readonly container: number
}

const LOOPBACK = '127.0.0.1'
const SHORT = /^(?:(?<ip>\[[^\]]+\]|\d+(?:\.\d+){3}):)?(?:(?<host>\d+):)?(?<container>\d+)(?:\/(?<protocol>[a-z]+))?$/

const port = z.coerce.number().int().min(1).max(65_535)

const long = z.strictObject({
  target: port,
  published: port,
  host_ip: z.string().optional(),
  protocol: z.string().default('tcp'),
  mode: z.literal('ingress').optional(),
  name: z.string().optional(),
  app_protocol: z.string().optional(),
})

const short = z.union([z.string(), z.number()]).transform((value, context) => {
  const found = SHORT.exec(String(value))?.groups
  if (!found) {
    const message = `is not valid: "${value}"; write ${LOOPBACK}:HOST:CONTAINER`
    context.issues.push({ code: 'custom', message, input: value })
    return z.NEVER
  }
  const { ip, host, container, protocol = 'tcp' } = found
  return { target: Number(container), published: Number(host), host_ip: ip, protocol }
})

/** An entry of `ports`, short or long. It must name 127.0.0.1: any other address would be open to the network. */
export const portMapping = z.union([short, long]).transform((entry, context): PortMapping => {
  const problem = problemOf(entry)
  if (problem === null) return { host: entry.published, container: entry.target }
  context.issues.push({ code: 'custom', message: problem, input: entry })
  return z.NEVER
})

function problemOf({
  target,
  published,
  host_ip: ip,
  protocol,
}: z.infer<typeof long> | z.infer<typeof short>): string | null {
  const wanted = `${LOOPBACK}:${Number.isNaN(published) ? target : published}:${target}`
  if (ip !== LOOPBACK) return `would be reachable from the network; write ${wanted}`
  if (protocol !== 'tcp') return `has the protocol ${protocol}; only tcp is published`
  const inRange = [published, target].every((number) => number >= 1 && number <= 65_535)
  return inRange ? null : `has no port from 1 to 65535 on both sides; write ${wanted}`
}
