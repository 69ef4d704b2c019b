export interface WebhookRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface WebhookReply {
  readonly status: number
  /** When the receiver asks to be left alone until then, milliseconds from now. */
  readonly retryAfterMs: number | null
}

/** Posts to addresses outside. */
export interface WebhookSender {
  /**
   * Resolves with any answer, whose body is not read. Redirects are followed within the same host alone. Rejects with an `Error`
   * whose message says in words why there was no answer.
   */
  post(request: WebhookRequest, signal: AbortSignal): Promise<WebhookReply>
}
