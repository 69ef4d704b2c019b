export interface WebhookRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface WebhookReply {
  readonly status: number
  /** How long the receiver asked to wait before the next request, milliseconds from now. */
  readonly retryAfterMs: number | null
}

/** Posts to external addresses. */
export interface WebhookSender {
  /**
   * Resolves with any answer, without reading its body. Follows redirects only within the same host. Rejects with an `Error` whose message
   * says why there was no answer.
   */
  post(request: WebhookRequest, signal: AbortSignal): Promise<WebhookReply>
}
