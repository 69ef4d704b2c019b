import type { Browser, Page } from 'playwright'
import { z } from 'zod'

/** The longest task of a page's main thread, in milliseconds. */
export interface LongestTask {
  /** CPU time. */
  readonly work: number
  /** From beginning to end, including the time in which other programs had the core. */
  readonly time: number
}

const CATEGORIES = ['toplevel', 'disabled-by-default-devtools.timeline']

const Event = z.object({
  name: z.string(),
  pid: z.number(),
  tid: z.number(),
  ts: z.number().default(0),
  dur: z.number().default(0),
  tdur: z.number().default(0),
  args: z
    .object({
      name: z.string().optional(),
      chrome_mojo_event_info: z.object({ mojo_interface_tag: z.string() }).partial().optional(),
    })
    .default({}),
})
type Event = z.infer<typeof Event>

/**
 * Starts watching; the returned call gives the longest task of the page since. A browser's own measure of long tasks includes the
 * time that a task waits for a core: while containers start on all cores, that says nothing about the page. Calls to the page
 * from outside, by a test, are not counted.
 */
export async function watchMainThread(browser: Browser, page: Page): Promise<() => Promise<LongestTask>> {
  await browser.startTracing(page, { categories: CATEGORIES })
  return async () => {
    const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: unknown[] }
    const events = traceEvents.flatMap((event) => Event.safeParse(event).data ?? [])
    const main = events.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
    const onMain = events.filter(({ pid, tid }) => main.some((thread) => thread.pid === pid && thread.tid === tid))
    const asked = onMain.filter(({ args }) => args.chrome_mojo_event_info?.mojo_interface_tag === DEVTOOLS)
    const own = onMain.filter((event) => event.name === 'RunTask' && !asked.some((one) => isWithin(one, event)))
    if (own.length === 0) throw new Error('the trace has no task of the page')
    const most = (of: 'dur' | 'tdur') => own.reduce((so, task) => Math.max(so, task[of]), 0) / 1_000
    return { work: most('tdur'), time: most('dur') }
  }
}

const DEVTOOLS = 'blink.mojom.DevToolsSession'

function isWithin(inner: Event, outer: Event): boolean {
  return (
    inner.pid === outer.pid &&
    inner.tid === outer.tid &&
    inner.ts >= outer.ts &&
    inner.ts + inner.dur <= outer.ts + outer.dur
  )
}
