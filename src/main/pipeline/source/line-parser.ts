import type { Event } from '@shared/model/dataset'

/** Returns the event of a line (without its ending), the reason why there is none, or null for a header or comment. Never throws. */
export type LineParser = (line: string, eventId: string) => Event | string | null
