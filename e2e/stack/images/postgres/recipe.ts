import type { StandIn } from '../stand-in.ts'

export const postgres: StandIn = {
  service: 'postgres',
  runs: 'the real PostgreSQL, of the version that Debian has',
  on: ['bash', 'postgresql'],
}
