import { contextBridge, ipcRenderer } from 'electron'

/** A message pipe, nothing else: the page asks for a port to main, and gets it. */
contextBridge.exposeInMainWorld('millrace', true)

window.addEventListener('message', (event) => {
  if (event.source === window && event.data === 'millrace:connect') ipcRenderer.send('millrace:connect')
})
ipcRenderer.on('millrace:port', (event) => {
  window.postMessage('millrace:port', window.location.origin, [...event.ports])
})
