/** The output of a root configuration that its native tests read; the value is the configuration's. */
export const TRUST_OUTPUT = {
  description:
    'Trust policy of each role as JSON, for the tests; sensitive only to keep the log of an apply short',
  sensitive: true,
} as const;
