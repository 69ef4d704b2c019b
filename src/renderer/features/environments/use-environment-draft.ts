import { Environment, type EnvironmentSecrets, type SavedEnvironment, type SecretName } from '@shared/model/environment'
import { useState } from 'react'

/** An environment as it is being edited. Secrets that were typed here are sent once and never come back. */
export interface EnvironmentDraft {
  readonly environment: Environment
  readonly secrets: Readonly<EnvironmentSecrets>
  /** Whether a secret is kept from before. */
  isKept(name: SecretName): boolean
  /** Why a field cannot be saved, by its path, such as `kafka.brokers`. Shown once saving was tried. */
  errorOf(path: string): string | null
  change(part: Partial<Environment>): void
  changeSecret(name: SecretName, value: string): void
  /** The environment if all its fields can be saved; null shows the errors. */
  checked(): Environment | null
}

const NEW_ENVIRONMENT: Environment = Environment.parse({
  name: 'New environment',
  kafka: { brokers: ['localhost:9092'] },
  registry: { url: 'http://localhost:8081' },
  clickhouse: { url: 'http://localhost:8123' },
  s3: { endpoint: 'http://localhost:9000' },
})

export function useEnvironmentDraft(saved: SavedEnvironment | null): EnvironmentDraft {
  const [environment, setEnvironment] = useState(saved?.environment ?? NEW_ENVIRONMENT)
  const [secrets, setSecrets] = useState<EnvironmentSecrets>({})
  const [tried, setTried] = useState(false)
  const parsed = Environment.safeParse(environment)
  const issues = parsed.success ? [] : parsed.error.issues
  return {
    environment,
    secrets,
    isKept: (name) => saved?.secrets.includes(name) ?? false,
    errorOf(path) {
      if (!tried) return null
      return issues.find((issue) => `${issue.path.join('.')}.`.startsWith(`${path}.`))?.message ?? null
    },
    change: (part) => setEnvironment((before) => ({ ...before, ...part })),
    // An emptied field keeps the saved secret.
    changeSecret: (name, value) =>
      setSecrets(({ [name]: _, ...others }) => (value === '' ? others : { ...others, [name]: value })),
    checked() {
      setTried(true)
      return parsed.success ? parsed.data : null
    },
  }
}
