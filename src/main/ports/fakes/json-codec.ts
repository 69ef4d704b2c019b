import type { Event } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import type { EventCodec } from '../schema-registry'

/** Events as JSON, for tests. Refuses an event for which `problem` returns a reason. */
export function createJsonCodec(problem: (event: Event) => string | null = () => null): EventCodec {
  return {
    encode(event) {
      const found = problem(event)
      if (found !== null) throw new FaultError({ code: 'event-invalid', problem: found })
      return Buffer.from(JSON.stringify(event))
    },
    unknownId: () => null,
    learn: () => undefined,
    decode: (bytes) => JSON.parse(Buffer.from(bytes).toString()) as Event,
  }
}
