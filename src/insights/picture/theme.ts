/** Whether pictures are drawn on white or on near-black; both are opaque, so that each is readable anywhere. */
export const THEMES = ["light", "dark"] as const;
export type ThemeName = (typeof THEMES)[number];

export interface Theme {
  background: string;
  /** At least 7:1 against the background. */
  text: string;
  /** At least 4.5:1. */
  muted: string;
  /** Lines that lead the eye, behind everything. */
  grid: string;
  /** The light area between the steps of a funnel. */
  shade: string;
  /**
   * Marks, in order of use: at least 3:1 against the background, and told apart with each kind of colour blindness.
   * A test measures both.
   */
  marks: readonly string[];
  /** The mark of what was put together as "others". */
  rest: string;
}

export const PICTURE_THEMES: Record<ThemeName, Theme> = {
  light: {
    background: "#ffffff",
    text: "#1d1c1d",
    muted: "#5a5b60",
    grid: "#dfe1e5",
    shade: "#dcebf8",
    marks: ["#0f82d2", "#cd8229", "#1d7649", "#6f2253", "#515306"],
    rest: "#8c8f94",
  },
  dark: {
    background: "#1a1d21",
    text: "#f2f3f5",
    muted: "#b4b7bd",
    grid: "#3b3f45",
    shade: "#2c3f50",
    marks: ["#82c0f1", "#d57439", "#92f5df", "#ad72c2", "#c1be6d"],
    rest: "#6f7276",
  },
};
