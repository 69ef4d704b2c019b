import type { IncomingMessage, ServerResponse } from 'node:http'
import { SECURITY_HEADERS } from './request-guard'
import { sendJson } from './send-json'

const STATUS = 421

/**
 * Answers a request for another host name: it comes from a tunnel on another port, or from a page whose name was made to point here. The
 * answer is a page that says what to do. It repeats nothing of the request.
 */
export function wrongHost(request: IncomingMessage, response: ServerResponse): void {
  const port = request.socket.localPort ?? 0
  if (!request.headers.accept?.includes('text/html')) {
    const detail = `wrong host: use 127.0.0.1:${port} or localhost:${port}, or allow this host in Settings (web.allowedHosts)`
    sendJson(response, STATUS, { detail })
    return
  }
  const headers = { ...SECURITY_HEADERS, 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' }
  response.writeHead(STATUS, headers)
  response.end(page(port))
}

function page(port: number): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Millrace: another address</title>
<style>
  body { max-width: 38rem; margin: 12vh auto; padding: 0 1rem; font: 16px/1.5 system-ui, sans-serif; color-scheme: light dark; }
  code { font-size: 0.95em; }
</style>
<h1>Millrace does not answer under this address</h1>
<p>It answers as <code>127.0.0.1:${port}</code> and <code>localhost:${port}</code>, so that no other page in your browser can reach it.</p>
<p>Do you come through a tunnel? Then do one of these:</p>
<ul>
  <li>Use the same port on your side: <code>ssh -L ${port}:127.0.0.1:${port} …</code></li>
  <li>Or allow this host: open Settings in the window, or add <code>"web": {"allowedHosts": ["localhost:9000"]}</code> with your own
    host and port to <code>settings.json</code> in the data directory, and start Millrace again.</li>
</ul>
</html>
`
}
