import { serviceLogsContract } from '../contracts/service-logs.contract'
import { createMemoryServiceLogs, nothingKept } from './memory-service-logs'

serviceLogsContract('Memory', async () => {
  const kept = nothingKept()
  const open = () => createMemoryServiceLogs(kept, 8_000)
  return { logs: open(), again: async () => open(), cleanup: async () => undefined }
})
