export const root: string
export const node: string
export const env: NodeJS.ProcessEnv
export const nodeOptions: readonly string[]
export function buildIfStale(): void
