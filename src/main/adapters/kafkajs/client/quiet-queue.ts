import RequestQueue from 'kafkajs/src/network/requestQueue/index.js'

const { scheduleCheckPendingRequests } = RequestQueue.prototype

/**
 * After each answer the library sets a timer to look for requests that wait, by a time that lies far in the past when none was ever
 * held back. Node warns of such a timer on stderr. When none waits, there is nothing to look for.
 */
RequestQueue.prototype.scheduleCheckPendingRequests = function (this: RequestQueue) {
  if (this.pending.length > 0) scheduleCheckPendingRequests.call(this)
}
