import type { StandIn } from '../stand-in.ts'

export const redis: StandIn = {
  service: 'redis',
  runs: 'the real Redis, of the version that Debian has',
  on: ['bash', 'redis-server'],
}
