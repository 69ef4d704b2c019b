import { WebSocket } from 'ws'

/** What may be on its way to a client that has not said that it read it: some seconds of a busy screen. */
const MOST_UNREAD_BYTES = 512 * 1024
/** What may wait behind that: some screens' worth of news. */
const MOST_WAITING_MB = 4
const PING_MS = 15_000
/** A client that has not answered by then is frozen, or gone. */
const ANSWER_WITHIN_MS = 45_000
/** The client may connect again, as soon as it reads. */
const TRY_AGAIN_LATER = 1013

interface Waiting {
  readonly data: string | Uint8Array
  readonly bytes: number
  sent(): void
}

/**
 * A connection whose client has to keep up. Every client answers a ping, with its data, once it has read what came before: so it is known
 * how much is unread, whatever the system's buffers hold. Further messages wait, and a feed makes no news while its last waits. A client
 * that lets too much wait all the same, or does not answer, is cut off and may come again. A tab that is frozen or a program that has
 * stopped reading would otherwise fill the memory with what it will never read.
 */
export class BoundedSocket extends WebSocket {
  readonly #closed = new Promise<void>((resolve) => this.once('close', () => resolve()))
  readonly #queue: Waiting[] = []
  #waitingBytes = 0
  /** All that was ever sent, and how much of it the client has read. */
  #sent = 0
  #read = 0
  #asked = 0
  #answeredAt = performance.now()
  /** Called with the reason when the client is cut off. */
  onCutOff: (reason: string) => void = () => undefined

  /** Resolves once the message is on its way, or the connection is closed. */
  override async send(data: string | Uint8Array): Promise<void> {
    if (this.#waitingBytes > MOST_WAITING_MB * 1024 * 1024)
      this.cutOff(`it left more than ${MOST_WAITING_MB} MB unread`)
    if (this.readyState !== WebSocket.OPEN) return this.#closed
    const bytes = Buffer.byteLength(data)
    this.#waitingBytes += bytes
    const sent = new Promise<void>((resolve) => this.#queue.push({ data, bytes, sent: resolve }))
    this.#sendOn()
    await Promise.race([sent, this.#closed])
  }

  /** To be called once, when the connection is open. */
  watchAnswers(): void {
    this.on('pong', (data) => {
      this.#answeredAt = performance.now()
      this.#read = Math.max(this.#read, Number(data))
      this.#sendOn()
    })
    const look = setInterval(() => {
      if (performance.now() - this.#answeredAt <= ANSWER_WITHIN_MS) this.#ask()
      else this.cutOff(`it did not answer for ${ANSWER_WITHIN_MS / 1_000} s`)
    }, PING_MS)
    look.unref()
    this.once('close', () => clearInterval(look))
  }

  /** The reason waits behind what is unread. A client that does not read it soon is disconnected without it. */
  cutOff(reason: string): void {
    if (this.readyState !== WebSocket.OPEN) return
    this.onCutOff(reason)
    this.#queue.length = 0
    this.close(TRY_AGAIN_LATER, `Millrace disconnected this client: ${reason}. Connect again.`)
  }

  /** A message of any size may go as long as little is unread. */
  #sendOn(): void {
    while (this.readyState === WebSocket.OPEN && this.#sent - this.#read < MOST_UNREAD_BYTES) {
      const next = this.#queue.shift()
      if (!next) return
      this.#waitingBytes -= next.bytes
      this.#sent += next.bytes
      super.send(next.data, next.sent)
      if (this.#sent - this.#asked > MOST_UNREAD_BYTES / 2) this.#ask()
    }
  }

  #ask(): void {
    this.#asked = this.#sent
    this.ping(String(this.#sent))
  }
}
