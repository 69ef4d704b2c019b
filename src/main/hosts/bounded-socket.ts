import { WebSocket } from 'ws'

/** What may wait for a client that does not read: some screens' worth of news. */
const MOST_WAITING_BYTES = 4 * 1024 * 1024
const PING_MS = 15_000
/** A client that has not answered by then is frozen, or gone. */
const ANSWER_WITHIN_MS = 45_000

/**
 * A connection whose client has to keep up: one that leaves too much unread, or does not answer, is cut off and may come again. A tab
 * that is frozen or a program that has stopped reading would otherwise fill the memory with what it will never read.
 */
export class BoundedSocket extends WebSocket {
  override send(...args: unknown[]): void {
    if (this.readyState === WebSocket.OPEN && this.bufferedAmount > MOST_WAITING_BYTES) this.terminate()
    if (this.readyState !== WebSocket.OPEN) return
    Reflect.apply(super.send, this, args)
  }
}

/** Cuts off those of the clients that do not answer any more; returns how to stop. */
export function watchAnswers(clients: ReadonlySet<WebSocket>): () => void {
  const answeredAt = new WeakMap<WebSocket, number>()
  const look = setInterval(() => {
    const now = performance.now()
    for (const client of clients) {
      if (!answeredAt.has(client)) {
        answeredAt.set(client, now)
        client.on('pong', () => answeredAt.set(client, performance.now()))
      }
      if (now - (answeredAt.get(client) ?? now) > ANSWER_WITHIN_MS) client.terminate()
      else client.ping()
    }
  }, PING_MS)
  look.unref()
  return () => clearInterval(look)
}
