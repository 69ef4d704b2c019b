import { Button } from '@mantine/core'
import { Component, type ReactNode } from 'react'
import { Problem } from '../ui/problem'

/** Catches the crash of a screen, so that the rest of the page keeps working. A new `key` starts over. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { message: string | null }> {
  override state = { message: null }

  static getDerivedStateFromError(error: unknown): { message: string } {
    return { message: error instanceof Error ? error.message : String(error) }
  }

  override render(): ReactNode {
    if (this.state.message === null) return this.props.children
    return (
      <Problem
        title="This screen crashed"
        message={`${this.state.message}. The pipeline keeps running.`}
        action={
          <Button variant="default" size="xs" onClick={() => window.location.reload()}>
            Reload
          </Button>
        }
      />
    )
  }
}
