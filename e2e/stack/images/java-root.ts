/** Debian's packages for the images that run Java: one list, so that they share one root. */
export const JAVA_ROOT = ['bash', 'ca-certificates', 'curl', 'nginx-light', 'openjdk-17-jre-headless'] as const
