import type { Feed } from '@main/signals/feed'

/** One end of a channel to a page. `close` of the other end is reported; closing this end reports nothing. */
export interface PagePort {
  on(event: 'close', listener: () => void): unknown
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown
  postMessage(message: unknown): void
  start(): void
  close(): void
}

/** A port as it is served: `close` is also reported when this side closes it, so that its feeds end. */
export interface ServedPort {
  on(event: string, listener: (event?: { data: unknown }) => void): void
  postMessage(message: unknown): void
}

export interface MessagePortServerOptions<Frame, Context> {
  /** Sends one end of a new channel to the page, and returns the other. Throws when the page is gone. */
  connect(frame: Frame): PagePort
  serve(port: ServedPort, context: Context): void
  log(line: string): void
}

export interface MessagePortServer<Frame> {
  /** A page asks for a port: it gets one now, or as soon as there is a context. */
  ask(frame: Frame): void
  /** Follows the contexts until the signal aborts. When another one takes over, the ports close and the pages ask again. */
  run(signal: AbortSignal): Promise<void>
  /** The number of open ports. */
  readonly open: number
}

export function createMessagePortServer<Frame, Context>(
  contexts: Feed<Context | null>,
  { connect, serve, log }: MessagePortServerOptions<Frame, Context>,
): MessagePortServer<Frame> {
  const closers = new Set<() => void>()
  const waiting = new Set<Frame>()

  const give = (frame: Frame, context: Context) => {
    // A page may be gone before it gets its port. That ends only its own connection.
    try {
      const port = connect(frame)
      const listeners: (() => void)[] = []
      let closed = false
      const ended = () => {
        if (closed) return
        closed = true
        closers.delete(close)
        for (const listener of listeners) listener()
      }
      const close = () => {
        ended()
        port.close()
      }
      closers.add(close)
      port.on('close', ended)
      serve(
        {
          on(event, listener) {
            if (event === 'close') listeners.push(() => listener())
            else port.on('message', listener)
          },
          postMessage: (message) => void (closed || port.postMessage(message)),
        },
        context,
      )
      port.start()
    } catch (thrown) {
      log(`A page was gone before it was connected: ${String(thrown)}`)
    }
  }

  return {
    ask(frame) {
      if (contexts.value) give(frame, contexts.value)
      else waiting.add(frame)
    },
    async run(signal) {
      let context = contexts.value
      for await (const next of contexts.follow(signal)) {
        if (next !== context) for (const close of [...closers]) close()
        context = next
        if (!next) continue
        const frames = [...waiting]
        waiting.clear()
        for (const frame of frames) give(frame, next)
      }
      for (const close of [...closers]) close()
    },
    get open() {
      return closers.size
    },
  }
}
