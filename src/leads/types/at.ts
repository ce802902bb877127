/** A moment: an ISO string in UTC with milliseconds and `Z`. */
export type At = string;
