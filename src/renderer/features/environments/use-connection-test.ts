import type { ConnectionTest } from '@shared/model/connection-test'
import type { Environment, SecretsChange } from '@shared/model/environment'
import { useEffect, useRef, useState } from 'react'
import { useApi } from '../../state/connection/connection-context'
import { errorWords } from '../../state/connection/error-words'

interface RunningTest {
  /** The test so far; null while none was started. */
  readonly test: ConnectionTest | null
  /** Why the test itself was broken off. */
  readonly problem: string | null
  /** Ends a running test, and starts another one. */
  start(environment: Environment, secrets: SecretsChange): void
  stop(): void
}

/** Runs connection tests, one at a time, and ends them with the component. */
export function useConnectionTest(): RunningTest {
  const api = useApi()
  const [test, setTest] = useState<ConnectionTest | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const running = useRef<AbortController>(null)
  useEffect(() => () => running.current?.abort(), [])

  const follow = async (environment: Environment, secrets: SecretsChange, { signal }: AbortController) => {
    try {
      const items = await api.environments.test({ environment, secrets }, { signal })
      for await (const item of items) if (!signal.aborted) setTest(item)
    } catch (thrown) {
      if (signal.aborted) return
      setTest(null)
      setProblem(errorWords(thrown))
    }
  }
  const stop = () => {
    running.current?.abort()
    setTest(null)
    setProblem(null)
  }
  return {
    test,
    problem,
    start(environment, secrets) {
      stop()
      const end = new AbortController()
      running.current = end
      void follow(environment, secrets, end)
    },
    stop,
  }
}
