/** Later than any lease or retry: for who is alone, whatever waits may be taken. */
export const FOREVER = "9999-12-31T23:59:59.999Z";
