export function accessLog(): string
