/** Any JSON object that claims to be a token payload; what arrives at STS is judged, not trusted. */
export type RawClaims = Readonly<Record<string, unknown>>;
