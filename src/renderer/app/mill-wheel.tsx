const PADDLES = [0, 45, 90, 135, 180, 225, 270, 315]

/** The logo. */
export function MillWheel({ size }: { size: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="var(--accent)"
      strokeWidth="1.7"
      aria-hidden
    >
      <circle cx="12" cy="12" r="6.6" />
      <circle cx="12" cy="12" r="1.7" fill="var(--accent)" stroke="none" />
      {PADDLES.map((angle) => (
        <path key={angle} d="M12 10.3V2.4M10.2 2.4h3.6" strokeLinecap="round" transform={`rotate(${angle} 12 12)`} />
      ))}
    </svg>
  )
}
