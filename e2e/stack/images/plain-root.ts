/** Debian's packages for the images that bring their own program. */
export const PLAIN_ROOT = ['bash', 'ca-certificates', 'curl', 'libatomic1', 'libstdc++6', 'wget'] as const
