/** How long an owner can object to a reset. Milliseconds. */
export const objectionLifetime = 30 * 24 * 3_600_000;
