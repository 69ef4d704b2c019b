import { z } from 'zod'

/** Where the stages run. */
export const Backend = z.enum(['embedded', 'docker', 'external'])
export type Backend = z.infer<typeof Backend>

export const AppInfo = z.object({
  version: z.string(),
  backend: Backend,
  /** Which clusters it is, if the backend is external. */
  environment: z.string().optional(),
  dataDir: z.string(),
  /** Epoch ms. */
  startedAt: z.number(),
  /** Who shows desktop notifications: Millrace through the system, or the browsers that show the window. */
  notifications: z.enum(['system', 'browser']),
})
export type AppInfo = z.infer<typeof AppInfo>
