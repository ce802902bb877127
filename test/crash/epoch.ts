/** When the story of a crash run begins: a Tuesday morning on which the sample business is open. */
export const EPOCH = new Date("2026-03-10T13:00:00.000Z");
