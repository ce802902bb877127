import { z } from "zod";

/** A duration, count or the like: whole numbers only, so that "5 minutes" is a fault and not 5. */
export function whole(min: number, max: number): z.ZodType<number, string> {
  return z
    .string()
    .refine((text) => /^\d{1,9}$/.test(text) && Number(text) >= min && Number(text) <= max, {
      message: `must be a whole number from ${min} to ${max}`,
    })
    .transform(Number);
}

export function oneOf<const T extends string>(...values: [T, ...T[]]): z.ZodType<T, string> {
  const list = `${values.slice(0, -1).join(", ")} or ${values.at(-1)}`;
  return z
    .string()
    .toLowerCase()
    .pipe(z.enum(values, { error: `must be ${list}` }));
}

export const onOff: z.ZodType<boolean, string> = oneOf("on", "off").transform((value) => value === "on");

export const listOf = <T>(item: z.ZodType<T, string>): z.ZodType<T[], string> =>
  z
    .string()
    .transform((text) =>
      text
        .split(",")
        .map((part) => part.trim())
        .filter((part) => part !== ""),
    )
    .pipe(z.array(item));

export const like = (pattern: RegExp, message: string): z.ZodType<string, string> =>
  z.string().regex(pattern, message);

export const longSecret = z.string().min(16, "must have at least 16 characters");

/** A vendor's address: https, or plain http on this machine for tests. */
export const vendorUrl: z.ZodType<string, string> = z
  .string()
  .refine(
    (text) =>
      URL.canParse(text) &&
      (new URL(text).protocol === "https:" ||
        (new URL(text).protocol === "http:" && /^(localhost|127\.|\[::1\])/.test(new URL(text).host))),
    "must be a URL that begins with https:// (or http:// on this machine)",
  )
  .transform((text) => text.replace(/\/+$/, ""));
