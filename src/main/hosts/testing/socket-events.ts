import type { WebSocket } from 'ws'

/** A `ws` socket with the browser's events and methods that a client of the contract uses. */
export class SocketEvents extends EventTarget {
  readonly #socket: WebSocket

  constructor(socket: WebSocket) {
    super()
    this.#socket = socket
    socket.on('open', () => this.dispatchEvent(new Event('open')))
    socket.on('close', () => this.dispatchEvent(new Event('close')))
    socket.on('message', (data, isBinary) =>
      this.dispatchEvent(new MessageEvent('message', { data: isBinary ? data : data.toString() })),
    )
  }

  get readyState(): WebSocket['readyState'] {
    return this.#socket.readyState
  }

  send(data: Parameters<WebSocket['send']>[0]): void {
    this.#socket.send(data)
  }
}
