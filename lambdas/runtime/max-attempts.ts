/** How often the SDK tries a call before it gives up; writes are conditional, so a repeat does no harm. */
export const MAX_ATTEMPTS = 4;
