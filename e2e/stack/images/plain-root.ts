/** Debian's packages under the images that bring a program of their own. */
export const PLAIN_ROOT = ['bash', 'ca-certificates', 'curl', 'libatomic1', 'libstdc++6', 'wget'] as const
