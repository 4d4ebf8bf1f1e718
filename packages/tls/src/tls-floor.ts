/** The oldest version of TLS that is spoken; what is older is broken (RFC 8996). */
export const TLS_FLOOR = 'TLSv1.2' as const
