import { WebSocket } from 'ws'

/** The limit of sent bytes that the client has not confirmed reading: some seconds of a busy screen. */
const MOST_UNREAD_BYTES = 512 * 1024
/** The limit of bytes queued behind those: some screens' worth of updates. */
const MOST_WAITING_MB = 4
const PING_MS = 15_000
/** A client that does not answer within this time is frozen or gone. */
const ANSWER_WITHIN_MS = 45_000
/** The client may connect again as soon as it reads. */
const TRY_AGAIN_LATER = 1013

interface Waiting {
  readonly data: string | Uint8Array
  readonly bytes: number
  sent(): void
}

/**
 * A connection whose client must keep up. Every client answers a ping, with its data, once it has read everything before it. That shows how
 * much is unread, whatever the system's buffers hold. Further messages wait, and a feed produces no update while its last one waits. A
 * client with too much unread data, or one that does not answer, is disconnected and may connect again. Otherwise a frozen tab or a program
 * that stops reading would fill the memory.
 */
export class BoundedSocket extends WebSocket {
  readonly #closed = new Promise<void>((resolve) => this.once('close', () => resolve()))
  readonly #queue: Waiting[] = []
  #waitingBytes = 0
  /** All bytes sent so far, and the part that the client has read. */
  #sent = 0
  #read = 0
  #asked = 0
  #answeredAt = performance.now()
  /** Called with the reason when the client is disconnected. */
  onCutOff: (reason: string) => void = () => undefined

  /** Resolves once the message is sent, or the connection is closed. */
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

  /** Call once, when the connection is open. */
  watchAnswers(): void {
    this.on('pong', (data) => {
      this.#answeredAt = performance.now()
      this.#read = Math.max(this.#read, Number(data))
      this.#sendOn()
    })
    const timer = setInterval(() => {
      if (performance.now() - this.#answeredAt <= ANSWER_WITHIN_MS) this.#ask()
      else this.cutOff(`it did not answer for ${ANSWER_WITHIN_MS / 1_000} s`)
    }, PING_MS)
    timer.unref()
    this.once('close', () => clearInterval(timer))
  }

  /** The reason waits behind the unread messages. A client that does not read it soon is disconnected without it. */
  cutOff(reason: string): void {
    if (this.readyState !== WebSocket.OPEN) return
    this.onCutOff(reason)
    this.#queue.length = 0
    this.close(TRY_AGAIN_LATER, `Millrace disconnected this client: ${reason}. Connect again.`)
  }

  /** A message of any size may be sent while little is unread. */
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
